import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { foreign, html, markupText, rawElement } from "../../../src/report/markup.ts";
import { hostileText } from "./hostile-text.ts";

describe("a template of HTML", () => {
  test("escapes what is put in, for text and for attributes", () => {
    const name = `<b title="x">Büro & 'Co'</b>`;
    expect(markupText(html`<p title="${name}">${name}</p>`)).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;Büro &amp; &#39;Co&#39;&lt;/b&gt;">' +
        "&lt;b title=&quot;x&quot;&gt;Büro &amp; &#39;Co&#39;&lt;/b&gt;</p>",
    );
  });

  test("puts in other templates as they are, lists in their order, and nothing for undefined", () => {
    const letters = ["a", "b"].map((letter) => html`<b>${letter}</b>`);
    expect(markupText(html`<i>${letters}${undefined}${3}</i>`)).toBe("<i><b>a</b><b>b</b>3</i>");
  });

  test("lets no text become markup, whatever it is", () => {
    assert(
      property(hostileText, (text) => {
        const [, inside = ""] = /^<p>(.*)<\/p>$/s.exec(markupText(html`<p>${text}</p>`)) ?? [];
        expect(inside).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  test("cuts a name that would fill the page, and leaves no half of a character", () => {
    const shown = markupText(foreign(`${"x".repeat(199)}😀${"y".repeat(100_000)}`));
    expect(shown).toBe(`<bdi>${"x".repeat(199)}\uFFFD…</bdi>`);
    expect(markupText(foreign("x".repeat(200)))).toBe(`<bdi>${"x".repeat(200)}</bdi>`);
  });

  test("keeps a name's direction to itself", () => {
    expect(markupText(foreign("\u202Eabc"))).toBe("<bdi>\u202Eabc</bdi>");
  });
});

test.each([
  ["</script>", "script"],
  ["</SCRIPT ", "script"],
  ["<!-- <script>", "script"],
  ["</style>", "style"],
] as const)("an element without escapes refuses %j, which would end it", (text, name) => {
  expect(() => rawElement(name, text, name)).toThrow(`would end its <${name}>`);
});
