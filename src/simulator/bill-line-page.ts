import type { ActionCall } from "./action.ts";
import { bareNumber } from "./bare-number.ts";
import { billOf, emptyList, readFilter } from "./bill-request.ts";
import { requireInteger } from "./parameters.ts";
import { type Amount, paddedText, trimmedText } from "./tenant/amount.ts";
import { type BillLine, totalCost } from "./tenant/bill-line.ts";
import { type BillLines, readLines } from "./tenant/bill-lines.ts";
import type { Customer } from "./tenant/tenant.ts";
import { wallText } from "./tenant/wall-clock.ts";

/** One page of a customer's bill as the two line actions answer it, each line written by the action's own function. */
export function answerLinePage(
  call: ActionCall,
  bill: { readonly customer: Customer; readonly month: string },
  write: (line: BillLine) => object,
): { readonly Total: number; readonly DetailSet: readonly object[] | null | undefined } {
  const size = requireInteger(call.params, "PageSize");
  const skip = (requireInteger(call.params, "Page") - 1) * size;
  const { total, page } = readPage(call, billOf(bill.customer, bill.month), skip, size);
  const DetailSet = page.length > 0 ? page.map(write) : emptyList(bill.customer, bill.month);
  return { Total: total, DetailSet };
}

/** The fields that both sides of a bill line see. The order is the vendor's. */
export function commonLineFields(
  line: BillLine,
  customer: Customer,
): Readonly<Record<string, unknown>> {
  return {
    PayerAccountId: bareNumber(customer.partnerUin),
    OwnerAccountId: bareNumber(customer.uin),
    OperatorAccountId: bareNumber(line.operatorId),
    ProductName: line.product.name,
    BillingMode: line.action.billingMode,
    ProjectName: line.project.name,
    Region: line.region.name,
    AvailabilityZone: line.zone,
    InstanceId: line.instanceId,
    InstanceName: line.instanceName,
    SubProductName: line.subProductName,
    TransactionType: line.action.name,
    TransactionId: line.transactionId,
    TransactionTime: wallText(line.chargedAt),
    UsageStartTime: wallText(line.usedFrom),
    UsageEndTime: wallText(line.usedTo),
    ComponentType: line.product.componentType,
    ComponentName: line.product.componentName,
    ComponentListPrice: line.price,
    ComponentPriceMeasurementUnit:
      line.price === "-" ? "-" : `${line.product.priceUnit}/${line.durationUnit}`,
    ComponentUsage: line.usage,
    ComponentUsageUnit: line.product.usageUnit,
    UsageDuration: line.duration,
    DurationUnit: line.durationUnit,
    OriginalCost: lineAmount(line, line.original),
    Currency: "USD",
    TotalCost: lineAmount(line, totalCost(line)),
    Id: customer.carriesIds ? line.id : undefined,
  };
}

/** An amount in the style that all amounts of its line have. */
export function lineAmount(line: BillLine, amount: Amount): string {
  return line.amountStyle === "padded" ? paddedText(amount) : trimmedText(amount);
}

function readPage(
  call: ActionCall,
  lines: BillLines,
  skip: number,
  size: number,
): { readonly total: number; readonly page: readonly BillLine[] } {
  const filter = readFilter(call);
  if (filter === undefined) {
    return { total: lines.length, page: [...readLines(lines, skip, size)] };
  }
  const page: BillLine[] = [];
  let total = 0;
  for (const line of readLines(lines)) {
    if (filter(line)) {
      if (total >= skip && page.length < size) {
        page.push(line);
      }
      total += 1;
    }
  }
  return { total, page };
}
