import { describe, expect, it } from "vitest";
import { readPasted } from "@/lib/consent/read-pasted";

describe("a pasted list", () => {
	it.each([
		[
			"one a line",
			"email",
			"a@example.com\nb@example.com\r\n\r\n a@example.com ",
			["a@example.com", "b@example.com"],
		],
		["a CSV file with a header", "email", 'Email,Reason\n"a@example.com",bounce\n', ["a@example.com"]],
		["rows whose address is not first", "email", "17;a@example.com;bounce", ["a@example.com"]],
		["what is no address, to be refused by name", "email", "nonsense", ["nonsense"]],
		["numbers", "phone", "phone\n+1 415 555 0123\t2025", ["+1 415 555 0123"]],
		["customer IDs that hold an @", "user_id", "x@1,b", ["x@1"]],
		["nothing", "email", " \n,,\n", []],
	] as const)("holds %s", (_what, kind, text, identifiers) => {
		expect(readPasted(kind, text)).toEqual(identifiers);
	});
});
