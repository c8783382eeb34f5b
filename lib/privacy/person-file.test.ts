import { expect, it } from "vitest";
import { htmlWriter, jsonWriter, type PersonFile } from "@/lib/privacy/person-file";

const file: PersonFile = {
	workspace: "Icon & <Api> Shop",
	createdAt: "2026-11-29T12:00:00.000Z",
	profile: {
		uid: 7,
		isKnown: true,
		name: null,
		email: "ana@example.com",
		userId: "u7",
		firstSeenAt: "2026-01-01T00:00:00.000Z",
		uids: [7],
		identifiers: [{ kind: "user_id", value: "<script>alert(1)</script>", since: "2026-01-01T00:00:00.000Z" }],
		personal: [],
		traits: [],
		consent: [],
		suppressions: [],
		merges: [],
		asOf: "2026-11-29T12:00:00.000Z",
	},
	traitHistory: [{ trait: "plan", value: ["a", "b"], source: "Shop", validFrom: "2026-01-01T00:00:00.000Z" }],
	consentHistory: [],
	segments: [],
	campaigns: [],
	deliveries: [],
};
const event = {
	event: "Order",
	time: "2026-02-01T00:00:00.000Z",
	receivedAt: "2026-02-01T00:00:00.000Z",
	message: "1",
	source: "Shop",
	properties: { note: "\"&'<b>" },
};

it("is one JSON document however many pages of events there are", () => {
	const text = [
		jsonWriter.begin(file),
		jsonWriter.events([event, event], true),
		jsonWriter.events([event], false),
		jsonWriter.end(),
	].join("");
	expect(JSON.parse(text)).toEqual({ ...file, events: [event, event, event] });
	const none = jsonWriter.begin(file) + jsonWriter.events([], true) + jsonWriter.end();
	expect(JSON.parse(none)).toEqual({ ...file, events: [] });
});

it("is a page to read in which nothing a person ever sent is markup", () => {
	const page = htmlWriter.begin(file) + htmlWriter.events([event], true) + htmlWriter.end();
	expect(page).toContain("<h1>Personal data held by Icon &amp; &lt;Api&gt; Shop</h1>");
	expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
	expect(page).not.toContain("<script>");
	expect(page).not.toContain("<b>");
	expect(page).toContain("<td>a, b</td>");
});
