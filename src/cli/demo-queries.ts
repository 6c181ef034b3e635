/** A question to the demo's database, to be run or copied. */
type DemoQuery = { readonly question: string; readonly sql: string };

/** Where to begin; the demo answers the first by itself. No double quotes: a shell puts them around. */
export const DEMO_QUERIES: readonly [DemoQuery, ...DemoQuery[]] = [
  {
    question: "What was spent on which product?",
    sql: "select business_code_name as product, sum(total_cost) from billing.partner_bill_by_product group by 1 order by 2 desc",
  },
  {
    question: "What did each customer spend, month by month?",
    sql: "select customer_uin, bill_month, total_cost from billing.partner_bill_total order by 1, 2",
  },
  {
    question: "Which ten instances cost most?",
    sql: "select instance_id, product_name, sum(total_cost) from billing.bill_detail where source_action = 'DescribeCustomerBillDetail' group by 1, 2 order by 3 desc limit 10",
  },
];
