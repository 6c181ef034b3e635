import type { Pool } from "pg";

/** Whose bill an error is planted in. */
export type PlantedBill = { readonly uin: string; readonly billMonth: string };

/** A kind of error: what it does to one bill, and every result that has to be a mismatch after it. */
export type PlantedError = {
  readonly name: string;
  /** Whether the bill's lines have to have Ids, for the error to be one. */
  readonly needsIds?: true;
  readonly plant: (garden: Garden) => Promise<readonly string[]>;
};

/** One row, as PostgreSQL writes it. */
type Row = Readonly<Record<string, string>>;

/** A bill that errors are planted in: finds rows and changes them. */
export class Garden {
  readonly bill: PlantedBill;
  readonly #pool: Pool;
  /** From 0 up to 1; picks the row. */
  readonly #random: () => number;

  constructor(pool: Pool, bill: PlantedBill, random: () => number) {
    this.#pool = pool;
    this.bill = bill;
    this.#random = random;
  }

  /** Rows of the bill that charge something, in the order of their keys. */
  async rows(table: string, where = "total_cost <> 0"): Promise<readonly Row[]> {
    const { rows } = await this.#pool.query<Row>({
      text: `select t.ctid::text as at, t.* from billing.${table} t
        where ${this.#scope(table)} and ${where} order by t.content_hash, t.*::text`,
      types: { getTypeParser: () => (value: string) => value },
    });
    return rows;
  }

  async pick(table: string, where?: string): Promise<Row> {
    const rows = await this.rows(table, where);
    const row = rows[Math.floor(this.#random() * rows.length)];
    if (row === undefined) {
      throw new RangeError(`${table} has nothing to plant an error in`);
    }
    return row;
  }

  async set(table: string, row: Row, assignments: string): Promise<void> {
    await this.#run(`update billing.${table} t set ${assignments}
      where ${this.#scope(table)} and t.ctid = '${row["at"]}'`);
  }

  async remove(table: string, row: Row): Promise<void> {
    await this.#run(
      `delete from billing.${table} t where ${this.#scope(table)} and t.ctid = '${row["at"]}'`,
    );
  }

  /** The same line once more, as the loader keeps a repeated Id. */
  async double(line: Row): Promise<void> {
    await this.#run(`insert into billing.bill_detail
      select (jsonb_populate_record(null::billing.bill_detail,
        to_jsonb(t) || jsonb_build_object('line_id', t.line_id || '#2'))).*
      from billing.bill_detail t where ${this.#scope("bill_detail")} and t.ctid = '${line["at"]}'`);
  }

  #scope(table: string): string {
    const { uin, billMonth } = this.bill;
    const own = table === "bill_detail" ? "and t.source_action = 'DescribeCustomerBillDetail'" : "";
    const column = table.startsWith("payer") ? "payer_uin" : "customer_uin";
    return `t.${column} = '${uin}' and t.bill_month = '${billMonth}' ${own}`;
  }

  async #run(text: string): Promise<void> {
    const { rowCount } = await this.#pool.query(text);
    if (rowCount !== 1) {
      throw new RangeError(`${rowCount} rows instead of one: ${text}`);
    }
  }
}

const LINE = "bill_detail";
const CENT = "total_cost = total_cost + 0.01";
const OF_TOTAL = [
  "R1 partner_bill_by_region",
  "R1 partner_bill_by_pay_mode",
  "R1 partner_bill_by_product",
  "R3 partner_bill_detail",
];

/** What every difference in what lines of `line`'s kind charge shows in. */
function inGroups(line: Row): readonly string[] {
  return [
    `R3 partner_bill_detail region: ${line["region"]}`,
    `R3 partner_bill_detail transaction_type: ${line["transaction_type"]}`,
    `R3 partner_bill_detail product: ${line["product_name"]}`,
  ];
}

function inLines(line: Row): readonly string[] {
  return ["R3 partner_bill_detail", ...inGroups(line)];
}

/** Swaps what two rows charge: nothing changes in any total. */
async function swap(garden: Garden, table: string, name: string): Promise<readonly string[]> {
  const rows = await garden.rows(table);
  const one = await garden.pick(table);
  const other = rows.find((row) => row["total_cost"] !== one["total_cost"]);
  if (other === undefined) {
    throw new RangeError(`${table} has no two amounts to swap`);
  }
  await garden.set(table, one, `total_cost = ${other["total_cost"]}`);
  await garden.set(table, other, `total_cost = ${one["total_cost"]}`);
  return [one, other].map((row) => row[name] ?? "");
}

const SUMMARIES: readonly PlantedError[] = [
  {
    name: "a cent in a region",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_region");
      await garden.set("partner_bill_by_region", row, CENT);
      return ["R1 partner_bill_by_region", `R3 partner_bill_detail region: ${row["region_name"]}`];
    },
  },
  {
    name: "the last digit of a region",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_region");
      await garden.set("partner_bill_by_region", row, "total_cost = total_cost - 0.00000001");
      return ["R1 partner_bill_by_region", `R3 partner_bill_detail region: ${row["region_name"]}`];
    },
  },
  {
    name: "a region lost",
    plant: async (garden) => {
      const row = await garden.pick(
        "partner_bill_by_region",
        "voucher_pay_amount = 0 and total_cost <> 0",
      );
      await garden.remove("partner_bill_by_region", row);
      return ["R1 partner_bill_by_region", `R3 partner_bill_detail region: ${row["region_name"]}`];
    },
  },
  {
    name: "two regions swapped",
    plant: async (garden) =>
      (await swap(garden, "partner_bill_by_region", "region_name")).map(
        (name) => `R3 partner_bill_detail region: ${name}`,
      ),
  },
  {
    name: "a region's amount rounded to cents",
    plant: async (garden) => {
      const where = "total_cost <> round(total_cost, 2)";
      const row = await garden.pick("partner_bill_by_region", where);
      await garden.set("partner_bill_by_region", row, "total_cost = round(total_cost, 2)");
      return ["R1 partner_bill_by_region", `R3 partner_bill_detail region: ${row["region_name"]}`];
    },
  },
  {
    name: "a region's voucher",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_region");
      await garden.set(
        "partner_bill_by_region",
        row,
        "voucher_pay_amount = voucher_pay_amount + 0.01",
      );
      return ["R4 partner_bill_detail.voucher_deduction partner_bill_by_region"];
    },
  },
  {
    name: "a cent in a product",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_product");
      await garden.set("partner_bill_by_product", row, CENT);
      const name = row["business_code_name"];
      return ["R1 partner_bill_by_product", `R3 partner_bill_detail product: ${name}`];
    },
  },
  {
    name: "two products swapped",
    plant: async (garden) =>
      (await swap(garden, "partner_bill_by_product", "business_code_name")).map(
        (name) => `R3 partner_bill_detail product: ${name}`,
      ),
  },
  {
    name: "a cent in a pay mode",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_pay_mode");
      await garden.set("partner_bill_by_pay_mode", row, CENT);
      return [
        "R1 partner_bill_by_pay_mode",
        `R2 partner_bill_by_pay_mode pay_mode: ${row["pay_mode"]}`,
      ];
    },
  },
  {
    name: "a pay mode's list price",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_pay_mode");
      await garden.set("partner_bill_by_pay_mode", row, "original_cost = original_cost - 0.01");
      return [`R2 partner_bill_by_pay_mode.original_cost pay_mode: ${row["pay_mode"]}`];
    },
  },
  {
    name: "a pay mode's voucher",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_pay_mode");
      const more = "voucher_pay_amount = voucher_pay_amount + 0.01";
      await garden.set("partner_bill_by_pay_mode", row, more);
      return [
        `R2 partner_bill_by_pay_mode.voucher_pay_amount pay_mode: ${row["pay_mode"]}`,
        "R4 partner_bill_detail.voucher_deduction partner_bill_by_pay_mode",
      ];
    },
  },
  {
    name: "a cent in a transaction type",
    plant: async (garden) => {
      const row = await garden.pick("partner_bill_by_action");
      await garden.set("partner_bill_by_action", row, CENT);
      return [
        `R2 partner_bill_by_pay_mode pay_mode: ${row["pay_mode"]}`,
        `R3 partner_bill_detail transaction_type: ${row["action_type_name"]}`,
      ];
    },
  },
  {
    name: "a cent in the total",
    plant: async (garden) => {
      await garden.set("partner_bill_total", await garden.pick("partner_bill_total", "true"), CENT);
      return OF_TOTAL;
    },
  },
];

const LINES: readonly PlantedError[] = [
  {
    name: "a cent in what a line charges",
    plant: async (garden) => {
      const line = await garden.pick(LINE);
      await garden.set(LINE, line, CENT);
      return [...inLines(line), `R6 partner_bill_detail.rows_off line: ${line["line_id"]}`];
    },
  },
  {
    name: "a cent in all of a line's amounts",
    plant: async (garden) => {
      const line = await garden.pick(LINE);
      const more = `${CENT}, total_amount_after_discount = total_amount_after_discount + 0.01`;
      await garden.set(LINE, line, more);
      return inLines(line);
    },
  },
  {
    name: "a line's voucher",
    plant: async (garden) => {
      const line = await garden.pick(LINE);
      await garden.set(LINE, line, "voucher_deduction = voucher_deduction - 0.00000001");
      return [
        ...["region", "pay_mode", "product"].map(
          (by) => `R4 partner_bill_detail.voucher_deduction partner_bill_by_${by}`,
        ),
        `R6 partner_bill_detail.rows_off line: ${line["line_id"]}`,
      ];
    },
  },
  {
    name: "a line lost",
    plant: async (garden) => {
      const line = await garden.pick(LINE, "voucher_deduction = 0 and total_cost <> 0");
      await garden.remove(LINE, line);
      return [...inLines(line), "R5 partner_bill_detail"];
    },
  },
  {
    name: "a line twice",
    needsIds: true,
    plant: async (garden) => {
      const line = await garden.pick(LINE, "voucher_deduction = 0 and total_cost <> 0");
      await garden.double(line);
      return [...inLines(line), "R5 partner_bill_detail.ids"];
    },
  },
  {
    name: "a line in another region",
    plant: async (garden) => {
      const line = await garden.pick(LINE);
      const others = await garden.rows("partner_bill_by_region");
      const other = others.find((row) => row["region_name"] !== line["region"])?.["region_name"];
      await garden.set(LINE, line, `region = '${other}'`);
      return [line["region"], other].map((name) => `R3 partner_bill_detail region: ${name}`);
    },
  },
  {
    name: "a line of another product",
    plant: async (garden) => {
      const line = await garden.pick(LINE);
      const others = await garden.rows("partner_bill_by_product");
      const other = others.find((row) => row["business_code_name"] !== line["product_name"])?.[
        "business_code_name"
      ];
      await garden.set(LINE, line, `product_name = '${other}'`);
      return [line["product_name"], other].map((name) => `R3 partner_bill_detail product: ${name}`);
    },
  },
];

/** Errors of a reseller's bills. */
export const PLANTED_ERRORS: readonly PlantedError[] = [...SUMMARIES, ...LINES];
