import { type FocusColumn, textOf } from "./column.ts";

const NEVER = "Always NULL: no API of the vendor's tells it.";

/** The columns of FOCUS about accounts, periods and the kind of the charge. */
export const ACCOUNT_COLUMNS: readonly FocusColumn[] = [
  [
    "BillingAccountId",
    `coalesce(${textOf("l.payer_account_id")}, case l.perspective when 'partner' then l.account_uin
      else l.customer_uin end, l.account)`,
    "UIN of the payer, the reseller; a line without one: the account's UIN, or the customer's, flagged BillingAccountIdAssumed.",
  ],
  [
    "BillingAccountName",
    "case l.perspective when 'partner' then l.display_name else l.invoice_issuer end",
    "Name of the payer: of a partner's account as configured (BILLING_NAME), of a customer's the reseller that invoices it (BILLING_INVOICE_ISSUER). NULL where neither is configured.",
  ],
  ["BillingAccountType", "'Reseller Account'", "Reseller Account: payers here are resellers."],
  [
    "BillingCurrency",
    `coalesce(upper(${textOf("l.currency")}), 'USD')`,
    "ISO 4217 code of every amount of the row; a line without one: USD, flagged BillingCurrencyAssumed.",
  ],
  [
    "BillingPeriodEnd",
    "l.period_end",
    "First instant after the bill month, exclusive; bill months are calendar months in UTC+8, so that in UTC it is the last day of the month, 16:00.",
  ],
  [
    "BillingPeriodStart",
    "l.period_start",
    "First instant of the bill month in UTC+8, inclusive: in UTC the last day of the month before, 16:00. To group by month use x_BillMonth.",
  ],
  [
    "ChargeCategory",
    "l.category",
    "Usage, Purchase, Credit (the voucher's part of a line) or Adjustment, by focus.charge_type; of an unknown transaction type Adjustment, flagged ChargeCategoryUnknown. Tax is not told apart by the vendor.",
  ],
  [
    "ChargeClass",
    `case when l.is_voucher then null
      when l.correction = 'always' then 'Correction'
      when l.correction = 'earlier_month' and l.usage_start_time < l.period_start
        then 'Correction' end`,
    "Correction for adjustments, and for refunds of usage that began before the bill month; else NULL.",
  ],
  [
    "ChargeDescription",
    `concat_ws(' / ', case when l.is_voucher then 'Voucher' end, ${textOf("l.product_name")},
      ${textOf("l.sub_product_name")}, ${textOf("l.component_name")}, ${textOf("l.transaction_type")})`,
    "Product / sub-product / component / transaction type; the voucher's part begins with Voucher.",
  ],
  [
    "ChargeFrequency",
    "case when l.is_voucher then 'One-Time' else coalesce(l.charge_frequency, 'One-Time') end",
    "One-Time, Recurring or Usage-Based, by focus.charge_type; never Usage-Based for a Purchase.",
  ],
  [
    "ChargePeriodEnd",
    `case
      when l.charge_end > l.charge_start then l.charge_end
      when coalesce(l.usage_start_time, l.transaction_time, l.usage_end_time) is null
        then l.period_end
      else l.charge_start + interval '1 second' end`,
    "End of the usage, exclusive: the vendor's inclusive ends …:59 are a second more. Where that is not after the start, or unknown: a second after it, flagged ChargePeriodEndAdjusted.",
  ],
  [
    "ChargePeriodStart",
    "l.charge_start",
    "Begin of the usage, inclusive; a line without one: when it was settled, else the begin of the bill month, flagged ChargePeriodStartFromSettlement or ChargePeriodFromBillMonth.",
  ],
  ["HostProviderName", "'Tencent Cloud'", "Whose infrastructure it runs on: Tencent Cloud.", "1.4"],
  ["InvoiceDetailId", "null::text", NEVER, "1.4"],
  [
    "InvoiceId",
    "null::text",
    `${NEVER} x_TransactionId is the number of a settlement, not of an invoice.`,
  ],
  [
    "InvoiceIssuerName",
    `coalesce(l.invoice_issuer, case l.perspective when 'customer'
      then ${textOf("l.payer_account_id")} end, 'Tencent Cloud')`,
    "Who invoices it, as configured for the account (BILLING_INVOICE_ISSUER). Else for a partner Tencent Cloud, for a customer the UIN of its reseller, flagged InvoiceIssuerNameAssumed.",
  ],
  ["ProviderName", "'Tencent Cloud'", "Whose resources and services they are.", "1.2"],
  ["PublisherName", "'Tencent Cloud'", "Who made the services.", "1.2"],
  [
    "ServiceProviderName",
    "'Tencent Cloud'",
    "Who offers the services that are charged: Tencent Cloud.",
    "1.4",
  ],
  ["SubAccountId", "l.customer_uin", "UIN of the customer whose bill it is."],
  [
    "SubAccountName",
    "coalesce(l.customer_name, l.customer_uin)",
    "Name of the customer; its UIN where no list names it.",
  ],
  ["SubAccountType", "'Customer'", "Customer: an account whose payer is a reseller."],
];
