/** From which month to which, as first days, both included. */
export type MonthWindow = { readonly from: string; readonly to: string };
