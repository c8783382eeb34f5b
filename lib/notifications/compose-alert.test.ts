import { describe, expect, it } from "vitest";
import { type AlertText, composeSlack, composeWebhook } from "@/lib/notifications/compose-alert";

const alert = (over: Partial<AlertText> = {}): AlertText => ({
	topic: "attention",
	cause: "syn_1 bad",
	title: "Buyers to Meta does not deliver",
	detail: "The token has expired.",
	path: "syncs/syn_1",
	foundAt: new Date("2026-11-30T09:00:00Z"),
	...over,
});
const given = (...alerts: AlertText[]) => ({
	workspace: { name: "Acme & Co", slug: "acme" },
	origin: "https://muster.example/",
	alerts,
});
const textOf = (...alerts: AlertText[]) =>
	JSON.parse(JSON.stringify(composeSlack(given(...alerts)).blocks)).map(
		(block: { text: { text: string } }) => block.text.text,
	);

describe("an alert for Slack", () => {
	it("is one message with all that is new, each with its page", () => {
		expect(composeSlack(given(alert())).text).toBe("Buyers to Meta does not deliver · Acme &amp; Co");
		expect(
			textOf(alert(), alert({ topic: "resolved", title: "Trials", detail: "", path: "syncs/syn_2" })),
		).toEqual([
			"*1 thing needs attention, 1 resolved · Acme &amp; Co*",
			"*Needs attention*",
			"• <https://muster.example/acme/syncs/syn_1|Buyers to Meta does not deliver>\n   The token has expired.",
			"*Resolved*",
			"• <https://muster.example/acme/syncs/syn_2|Trials>",
		]);
	});

	it("pings no one, hides no link and quotes no one's data, whatever things are called", () => {
		const [, line] = textOf(
			alert({
				title: "<!channel> <https://evil.example|Home>\nline",
				detail: "ann@example.com, +49 151 2345678",
			}),
		);
		expect(line).toBe(
			"• <https://muster.example/acme/syncs/syn_1|&lt;!channel&gt; &lt;https://evil.example|Home&gt; line>\n   [address], [number]",
		);
	});

	it("stays within Slack's limits", () => {
		const many = Array.from({ length: 60 }, (_, i) =>
			alert({ cause: `syn_${i} bad`, title: "x".repeat(5_000) }),
		);
		const resolved = many.map((one): AlertText => ({ ...one, topic: "resolved" }));
		const texts: string[] = textOf(...many, ...resolved);
		expect(texts.length).toBeLessThanOrEqual(50);
		expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(3_000);
		expect(texts).toContain("• <https://muster.example/acme|And 40 more>");
	});
});

describe("an alert for a program", () => {
	it("says what is open and what is resolved, how bad it is, and since when", () => {
		const late = alert({ topic: "resolved", cause: "syn_2 warning" });
		expect(composeWebhook(given(alert(), late))).toEqual({
			type: "alerts",
			workspace: { slug: "acme", name: "Acme & Co" },
			alerts: [
				{
					state: "open",
					severity: "failure",
					cause: "syn_1 bad",
					title: "Buyers to Meta does not deliver",
					detail: "The token has expired.",
					url: "https://muster.example/acme/syncs/syn_1",
					since: "2026-11-30T09:00:00.000Z",
				},
				expect.objectContaining({ state: "resolved", severity: "warning" }),
			],
		});
	});
});
