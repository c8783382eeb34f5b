import { expect, it } from "vitest";
import { issueSentence } from "@/components/shell/issue-sentence";

it.each([
	[{ path: "rule.rules.0.window.amount", message: "must be at least 1" }, "Amount must be at least 1."],
	[{ path: "windowDays", message: "is missing" }, "Window days is missing."],
	[{ path: "holdoutBp", message: "must be a whole number" }, "Holdout must be a whole number."],
	[
		{ path: "segmentId", message: "must be an id that begins with seg_" },
		"Segment must be an id that begins with seg_.",
	],
	[{ path: "query.cursor", message: "is not a cursor of this list" }, "Cursor is not a cursor of this list."],
	[{ path: "name", message: "give the source a name" }, "Give the source a name."],
	[{ path: "name", message: "Give the campaign a name." }, "Give the campaign a name."],
	[{ path: "golden.7", message: "Ann must be in: plan is pro" }, "Ann must be in: plan is pro."],
	[{ path: "", message: "has unknown names: a" }, "The request has unknown names: a."],
	[{ path: "emails.2", message: "must be an email address" }, "Emails must be an email address."],
])("an issue reads as a sentence, without its path in the request: %o", (issue, sentence) => {
	expect(issueSentence(issue)).toBe(sentence);
});

it("shows an error under its field", () => {
	expect(issueSentence({ path: "email", message: "is not an email address" }, "This")).toBe(
		"This is not an email address.",
	);
	expect(issueSentence({ path: "password", message: "use at least 12 characters" }, "This")).toBe(
		"Use at least 12 characters.",
	);
});
