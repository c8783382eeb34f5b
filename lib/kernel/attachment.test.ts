import { expect, it } from "vitest";
import { attachment } from "@/lib/kernel/attachment";

it.each([
	["Pro people", 'attachment; filename="Pro-people.csv"'],
	["!!!", 'attachment; filename="segment.csv"'],
	["Größe", "attachment; filename=\"Gr-e.csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv"],
	[
		"לקוחות",
		"attachment; filename=\"segment.csv\"; filename*=UTF-8''%D7%9C%D7%A7%D7%95%D7%97%D7%95%D7%AA.csv",
	],
	["é/../\u202e'x\n", "attachment; filename=\"..-x.csv\"; filename*=UTF-8''%C3%A9-..-%27x-.csv"],
])("names the download of %j", (name, header) => {
	expect(attachment(name, "csv", "segment")).toBe(header);
});
