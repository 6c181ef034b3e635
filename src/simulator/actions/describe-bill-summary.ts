import { type ActionCall, type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { ApiError } from "../api-error.ts";
import { MONTH, billOf, emptyList, requireCaller, requireMonth } from "../bill-request.ts";
import { readTexts, requireText } from "../parameters.ts";
import { customerAmounts } from "../summary-amounts.ts";
import { type Cell, type CellGroup, billCells, groupCells } from "../tenant/bill-cells.ts";
import { TAG_SETS } from "../tenant/catalog.ts";

/** The calling end customer's own month by product, project or tag. */
export const describeBillSummary: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeBillSummary",
  role: "customer",
  limitPerSecond: 1,
  parameters: {
    Month: MONTH,
    GroupType: {
      kind: "text",
      isRequired: true,
      values: ["product", "project", "tag"],
      code: "InvalidParameterValue.InvalidDimension",
    },
    TagKey: { kind: "texts", isRequired: false },
  },
  answer: async (call) => {
    const month = requireMonth(call, "Month");
    const customer = requireCaller(call);
    const cells = await billCells(billOf(customer, month));
    const rows = groupRows(call, cells);
    return { SummaryDetail: rows.length > 0 ? rows : emptyList(customer, month) };
  },
};

function groupRows(call: ActionCall, cells: readonly Cell[]): readonly object[] {
  const groupType = requireText(call.params, "GroupType");
  if (groupType === "product") {
    return groupCells(cells, ({ line }) => line.product.code).map((group) => ({
      Business: [],
      ...customerAmounts(group),
      GroupKey: group.key,
      GroupValue: group.first.line.product.name,
    }));
  }
  if (groupType === "project") {
    return groupCells(cells, ({ line }) => line.project.id).map((group) => ({
      Business: businessRows(group),
      ...customerAmounts(group),
      GroupKey: group.key,
      GroupValue: group.first.line.project.name,
    }));
  }
  return tagKeysOf(call, cells).flatMap((key) => tagRows(cells, key));
}

/** Without TagKey the answer has every key; what the vendor does then is not known. */
function tagKeysOf(call: ActionCall, cells: readonly Cell[]): readonly string[] {
  const known = new Set(
    [...TAG_SETS, ...cells.map((cell) => cell.line.tags)].flat().map((tag) => tag.key),
  );
  const asked = readTexts(call.params, "TagKey") ?? [...known];
  const stranger = asked.find((key) => !known.has(key));
  if (stranger !== undefined) {
    throw new ApiError("FailedOperation.TagKeyNotExist", `The tag key ${stranger} does not exist.`);
  }
  return asked;
}

/** Cost without the tag has the value ''. It comes as one row per pay mode: the vendor's samples repeat (key, value) too. */
function tagRows(cells: readonly Cell[], key: string): readonly object[] {
  const valueOf = ({ line }: Cell): string => line.tags.find((tag) => tag.key === key)?.value ?? "";
  const groups = groupCells(cells, (cell) =>
    valueOf(cell) === "" ? `\u0000${cell.line.action.payMode}` : valueOf(cell),
  );
  return groups.map((group) => ({
    Business: businessRows(group),
    ...customerAmounts(group),
    GroupKey: key,
    GroupValue: valueOf(group.first),
  }));
}

function businessRows({ cells }: CellGroup): readonly object[] {
  return groupCells(cells, ({ line }) => line.product.code).map((group) => ({
    BusinessCodeName: group.first.line.product.name,
    BusinessCode: group.key,
    ...customerAmounts(group),
  }));
}
