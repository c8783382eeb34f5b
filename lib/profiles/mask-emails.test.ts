import { expect, it } from "vitest";
import { withoutEmails } from "@/lib/profiles/mask-emails";

it.each([
	["from jane@example.com today", "from [e-mail] today"],
	["jane@example.com,joe@example.co.uk.", "[e-mail],[e-mail]."],
	["https://shop.example/?mail=jane%40example.com&x=1", "https://shop.example/?mail=[e-mail]&x=1"],
	["<Jane.Doe+x@Mail.Example.COM>", "<[e-mail]>"],
	["ana@bücher.example and ana@xn--bcher-kva.example", "[e-mail] and [e-mail]"],
	["ana@пример.рф", "[e-mail]"],
	["both a@b.cd and c%40d.ef", "both [e-mail] and [e-mail]"],
	[
		"no address: @home, me@localhost, 5 @ 3.50, a@b..cd",
		"no address: @home, me@localhost, 5 @ 3.50, a@b..cd",
	],
	["ana@exam\u00adple.com and ana@example.\u200bcom\u202c", "[e-mail] and [e-mail]"],
	["", ""],
])("%j becomes %j", (text, masked) => {
	expect(withoutEmails(text)).toBe(masked);
});
