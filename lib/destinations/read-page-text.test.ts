import { describe, expect, it } from "vitest";
import { readPageText } from "@/lib/destinations/read-page-text";

const page = (body: string, type = "text/html; charset=utf-8") =>
	readPageText({ headers: { "content-type": type }, body });

describe("an HTML page in place of an answer", () => {
	it("is shown as its text", () => {
		expect(
			page(
				`<!DOCTYPE html><html><head><title>503</title><style>h1 { color: red }</style><script>let a = "<b>";</script></head>
				<body><!-- ray 12 --><h1>Down for   maintenance</h1><p>Back at 5&nbsp;pm &amp; later &#39;today&#x27;</p></body></html>`,
			),
		).toBe("503 Down for maintenance Back at 5 pm & later 'today'");
	});

	it("is recognized by its type or its beginning, and nothing else is a page", () => {
		expect(page("<p>Busy</p>", "Text/HTML")).toBe("Busy");
		expect(page(" <html><p>Busy</p>", "")).toBe("Busy");
		expect(page("<!doctype html>Busy", "application/json")).toBe("Busy");
		expect(page('{"error": "<html>"}', "application/json")).toBeNull();
		expect(page("<error><code>1</code></error>", "application/xml")).toBeNull();
		expect(page("Busy", "")).toBeNull();
		expect(page("")).toBe("");
	});

	it("is cut at 300 characters", () => {
		expect(page("x".repeat(299))).toBe("x".repeat(299));
		const long = page(`<p>${"x".repeat(5_000)}</p>`);
		expect(long).toBe(`${"x".repeat(299)}…`);
	});

	it("keeps no identifiers that the page quotes", () => {
		const text = page(
			`<pre>{"email":"ann@example.com"} +1 (415) 555-0123, 4155550123 ${"ab".repeat(32)} code 500 at 12:30</pre>`,
		);
		expect(text).toBe("… …, … … code 500 at 12:30");
	});

	it.each(["<script", "<!--", "<", "<style>", "&#x", "a@", "&#xD800;", "&#0;", "&#x110000;"])(
		"is read quickly and safely however broken it is: %s",
		(piece) => {
			expect(typeof page(piece.repeat(200_000))).toBe("string");
		},
	);
});
