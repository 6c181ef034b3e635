import { addMonths } from "../domain/bill-month.ts";
import type { MonthSpend, Movements, PipelineStatus, SpendReport } from "../domain/spend-report.ts";
import { currencyName } from "./currency.ts";
import { monthName } from "./date-text.ts";
import { amount, change, count, percent, percentChange } from "./figures.ts";
import { type Content, html, type Markup } from "./markup.ts";
import type { Problem, Verdict } from "./verdict.ts";

/** The banner: whether the figures can be trusted, and what to do where not. */
export function banner({ level, title, problems }: Verdict, { status }: SpendReport): Markup {
  const facts = [
    `${status.customersCovered} of ${status.customersExpected} bills of the latest month are covered`,
    ...(status.mismatches === 0 && status.billsChecked > 0
      ? ["no comparison with the vendor's totals disagrees"]
      : []),
    ...(status.lastRunStatus === "running" ? ["a run is at work, so figures may still move"] : []),
  ];
  return html`<section class="banner ${level}" aria-label="State of the data">
    <p>
      <strong>${title}</strong>
      ${status.lastRunStatus === null ? undefined : `${facts.join("; ")}.`}
    </p>
    ${
      problems.length === 0
        ? undefined
        : html`<ul>
            ${problems.map(problemMarkup)}
          </ul>`
    }
  </section> `;
}

function problemMarkup({ text, todo, command, sectionId }: Problem): Markup {
  return html`<li><a href="#${sectionId}">${text}</a> ${todo} <code>${command}</code></li>`;
}

type Card = { readonly title: Content; readonly figure: Content; readonly note: Content };

/** The figures that come first: the month and its state. One row of money for each currency. */
export function cards(report: SpendReport): Markup {
  const { month } = report;
  if (month === undefined) {
    return html``;
  }
  const ofMonth = report.months.filter((spend) => spend.month === month);
  const money = ofMonth.map((spend) => moneyCards(report, spend));
  const state = stateCards(report);
  const [only = []] = money;
  const rows = money.length > 1 ? [...money, state] : [[...only, ...state]];
  return html`${rows.map((row) => html`<dl class="cards">${row.map(cardMarkup)}</dl> `)}`;
}

function cardMarkup({ title, figure, note }: Card): Markup {
  return html`<div class="card">
    <dt>${title}</dt>
    <dd class="big">${figure}</dd>
    <dd class="note">${note}</dd>
  </div>`;
}

function moneyCards(report: SpendReport, spend: MonthSpend): readonly Card[] {
  const { currency } = spend;
  const unit = html` <small>${currencyName(currency)}</small>`;
  const previousMonth = addMonths(spend.month, -1);
  const previous = report.months.find(
    (other) => other.month === previousMonth && other.currency === currency,
  );
  const moves = report.movements.find((movement) => movement.currency === currency);
  return [
    {
      title: `${monthName(spend.month)}${report.isRunning ? " so far" : ""}`,
      figure: html`${amount(spend.cost)}${unit}`,
      note: comparison(moves, report),
    },
    {
      title: monthName(previousMonth),
      figure: previous === undefined ? "–" : html`${amount(previous.cost)}${unit}`,
      note: previous === undefined ? "not loaded" : `the whole month, ${stateName(previous)}`,
    },
    {
      title: "Below list price",
      figure: spend.savedPercent === null ? "–" : percent(spend.savedPercent),
      note:
        spend.voucher === null
          ? html`list price ${amount(spend.listCost)}`
          : html`vouchers ${amount(spend.voucher)}, discounts ${amount(spend.discount)}`,
    },
  ];
}

function comparison(moves: Movements | undefined, { isRunning }: SpendReport): Content {
  if (moves === undefined || moves.change === null) {
    return "nothing loaded to compare it with";
  }
  const percents =
    moves.changePercent === null ? undefined : html` (${percentChange(moves.changePercent)})`;
  return html`${change(moves.change)}${percents} against ${daysCompared(moves, isRunning)}`;
}

/** The days of the month before that the report's month is held against. Pure. */
export function daysCompared({ comparedUntil }: Movements, isRunning: boolean): string {
  const [name] = monthName(comparedUntil.slice(0, 7)).split(" ");
  const day = Number(comparedUntil.slice(8));
  if (!isRunning) {
    return `${name}`;
  }
  return day === 1 ? `1 ${name}` : `1 to ${day} ${name}`;
}

function stateCards({ status }: SpendReport): readonly Card[] {
  return [
    {
      title: "Bills covered",
      figure: `${status.customersCovered} of ${status.customersExpected}`,
      note: "of the latest month, everything loaded and fresh",
    },
    {
      title: "Comparisons that disagree",
      figure: count(status.mismatches),
      note: html`in ${count(status.billsChecked)} bills checked; ${count(status.billsClosed)} closed`,
    },
    {
      title: "Last run",
      figure: status.lastRunStatus ?? "none yet",
      note: lastRunNote(status),
    },
  ];
}

function lastRunNote(status: PipelineStatus): string {
  const { lastRunStartedAt: startedAt, lastRunFinishedAt, lastRunStatus, lastSuccessAt } = status;
  if (startedAt === null) {
    return "nothing has run";
  }
  if (lastRunStatus === "succeeded" && lastRunFinishedAt !== null) {
    return `ended ${lastRunFinishedAt}`;
  }
  return lastSuccessAt === null
    ? `began ${startedAt}; none has succeeded yet`
    : `began ${startedAt}; last success ${lastSuccessAt}`;
}

/** How a month stands: closed once every bill of it is. Pure. */
export function stateName({ customers, closed, closing, reopened }: MonthSpend): string {
  if (reopened > 0) {
    return `${reopened} of ${customers} reopened`;
  }
  if (closed === customers) {
    return "closed";
  }
  if (closed > 0) {
    return `${closed} of ${customers} closed`;
  }
  return closing > 0 ? "closing" : "open";
}
