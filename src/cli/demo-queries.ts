/** A question to the demo's database, to be run or copied. */
type DemoQuery = { readonly question: string; readonly sql: string };

/** Where to begin; the demo answers the first by itself. No double quotes: a shell puts them around. */
export const DEMO_QUERIES: readonly [DemoQuery, ...DemoQuery[]] = [
  {
    question: "What was spent on which product?",
    sql: "select product, currency, sum(cost) as cost from billing_mart.cost_by_product group by 1, 2 order by 3 desc",
  },
  {
    question: "What did each customer spend, month by month, and does it add up?",
    sql: "select customer_name, bill_month, cost, vendor_total, difference from billing_mart.monthly_cost_by_customer order by 1, 2",
  },
  {
    question: "Which ten resources cost most, in the terms of FOCUS?",
    sql: "select resourceid, servicename, sum(billedcost) from focus.cost_and_usage group by 1, 2 order by 3 desc limit 10",
  },
];
