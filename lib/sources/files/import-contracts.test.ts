import { describe, expect, it } from "vitest";
import { uploadImportQuery } from "@/lib/sources/files/import-contracts";

describe("the name of an uploaded file", () => {
	const nameOf = (query: string) =>
		uploadImportQuery.safeParse({ kind: "people", fileName: new URLSearchParams(query).get("fileName") });

	it.each(["fileName=people.csv", "fileName=Z%C3%BCrich%20%F0%9F%98%80.csv"])("is text: %s", (query) => {
		expect(nameOf(query).success).toBe(true);
	});

	it.each(["fileName=%FF", "fileName=a%ED%A0%80.csv", "fileName=a%0Ab.csv", "fileName=%20"])(
		"is refused where it is none: %s",
		(query) => {
			expect(nameOf(query).error?.issues.map(({ path }) => path)).toEqual([["fileName"]]);
		},
	);
});
