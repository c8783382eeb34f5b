import { describe, expect, it } from "vitest";
import { composeEmail } from "@/lib/notifications/compose-email";

const given = { workspace: { name: "Acme", slug: "acme" }, origin: "https://muster.example.com/" };
const sync = {
	topic: "attention",
	title: "Buyers to Meta does not deliver",
	detail: "The token has expired.",
	path: "syncs/syn_1",
};
const result = {
	topic: "results",
	title: "Spring has its first results",
	detail: "This campaign works.",
	path: "lift/cmp_1",
};

describe("an email", () => {
	it("states one thing in its subject, and where to look", () => {
		const { subject, text, html } = composeEmail({ ...given, notices: [sync] });
		expect(subject).toBe("Buyers to Meta does not deliver · Acme");
		expect(text).toBe(
			[
				"Needs attention",
				"* Buyers to Meta does not deliver\n  The token has expired.\n  https://muster.example.com/acme/syncs/syn_1",
				"-- \nYou get this because of your notification settings in Muster.\nChange what you get: https://muster.example.com/acme/settings/notifications",
			].join("\n\n"),
		);
		expect(html).toContain('href="https://muster.example.com/acme/syncs/syn_1"');
		expect(html).toContain('href="https://muster.example.com/acme/settings/notifications"');
	});

	it("counts several", () => {
		const notices = [result, sync, { ...sync, path: "syncs/syn_2" }];
		const { subject, text } = composeEmail({ ...given, notices });
		expect(subject).toBe("2 things need attention, 1 campaign result · Acme");
		expect(text.indexOf("Needs attention")).toBeLessThan(text.indexOf("Campaign results"));
	});

	it("lists twenty of many, and how many more there are", () => {
		const notices = Array.from({ length: 23 }, (_, place) => ({ ...sync, title: `Sync ${place}` }));
		const { subject, text } = composeEmail({ ...given, notices });
		expect(subject).toBe("23 things need attention · Acme");
		expect(text.match(/^\* Sync /gm)).toHaveLength(20);
		expect(text).toContain("* And 3 more\n  https://muster.example.com/acme\n");
	});

	it("is not written by what names hold: no line, no header and no tag of their own", () => {
		const title = 'A\r\nBcc: all@example.com <script>alert(1)</script> & "co"';
		const { subject, text, html } = composeEmail({
			workspace: { name: "<b>Acme</b>\n", slug: "acme" },
			origin: given.origin,
			notices: [{ ...sync, title }],
		});
		expect(subject).toBe('A Bcc: [address] <script>alert(1)</script> & "co" · <b>Acme</b>');
		expect(text.split("\n").filter((line) => line.startsWith("Bcc"))).toEqual([]);
		expect(html).not.toMatch(/<script|<b>/);
		expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;");
	});

	it("leaves out personal data that a network quoted", () => {
		const detail = "Meta refused maya.lindqvist@example.com, +4915112345678.";
		const { text, html } = composeEmail({ ...given, notices: [{ ...sync, detail }] });
		for (const body of [text, html]) expect(body).toContain("Meta refused [address], [number].");
	});
});
