import { remember } from "@/lib/kernel/remember";
import { wordsOf } from "@/lib/profiles/name-words";

/** Words that mean a secret, the number of a card or a paper, or the address of a device, written together. */
const secrets = new Set([
	"password",
	"passwords",
	"passwd",
	"pwd",
	"passphrase",
	"passcode",
	"passwort",
	"kennwort",
	"motdepasse",
	"contrasena",
	"accesstoken",
	"refreshtoken",
	"authtoken",
	"sessiontoken",
	"resettoken",
	"bearertoken",
	"apitoken",
	"jwt",
	"apikey",
	"secretkey",
	"privatekey",
	"clientsecret",
	"creditcard",
	"debitcard",
	"cardnumber",
	"cardno",
	"kreditkarte",
	"kartennummer",
	"kreditkartennummer",
	"numerodecarte",
	"cartebancaire",
	"numerodetarjeta",
	"tarjetadecredito",
	"cvc",
	"cvv",
	"cardcsc",
	"securitycode",
	"verificationvalue",
	"cardpin",
	"ssn",
	"socialsecurity",
	"sozialversicherungsnummer",
	"taxid",
	"taxnumber",
	"steuernummer",
	"steuerid",
	"passportnumber",
	"passportno",
	"passnummer",
	"nationalid",
	"driverslicense",
	"driverlicense",
	"iban",
	"bankaccount",
	"ip",
	"ipaddress",
	"ipaddr",
	"remoteaddr",
	"ipv",
]);
const maxWords = 4;

/** Written without a mark between words: `userpassword`. Longer words only, which nothing else ends in. */
const glued = /(?:password|passwd|passphrase|passwort|creditcard|cardnumber)$/;

/** What may follow such a word and still hold the secret. What follows otherwise tells something about it. */
const forms = new Set([
	"hash",
	"hashed",
	"hashes",
	"salt",
	"hint",
	"plain",
	"raw",
	"text",
	"value",
	"number",
	"numbers",
	"no",
	"nr",
	"nummer",
	"confirm",
	"confirmation",
	"repeat",
	"new",
	"old",
	"current",
]);

/** `has_password` tells whether there is one. */
const asking = new Set(["has", "had", "is", "uses", "needs"]);
/** Cards that pay for nothing: their numbers are how shops know people. */
const shopCards = new Set([
	"loyalty",
	"member",
	"membership",
	"club",
	"bonus",
	"customer",
	"library",
	"business",
]);

/**
 * Names whose values are never stored anywhere: addresses of devices, secrets, numbers of cards and papers. The rule: a
 * name that ends in such words is refused, also with a number or the form of the value behind them (`new_password`,
 * `passwordHash2`, `card number`). A count, a date, a kind, or yes and no about it is kept: there the name ends in something
 * else (`password_changed_at`, `credit_card_type`), or begins by asking (`has_password`).
 */
export const isNeverStored = remember((name: string): boolean => {
	const words = wordsOf(name);
	if (asking.has(words[0] ?? "")) return false;
	while (words.length > 0) {
		const last = (words.pop() ?? "").replace(/\d+$/, "");
		if (last !== "" && endsInSecret([...words, last])) return true;
		if (last !== "" && !forms.has(last)) return false;
	}
	return false;
});

function endsInSecret(words: readonly string[]): boolean {
	if (glued.test(words.at(-1) ?? "") && !isShopCard(words, 1)) return true;
	for (let count = 1; count <= Math.min(maxWords, words.length); count++) {
		if (secrets.has(words.slice(-count).join(""))) return !isShopCard(words, count);
	}
	return false;
}

function isShopCard(words: readonly string[], count: number): boolean {
	return /^card/.test(words.slice(-count).join("")) && shopCards.has(words.at(-count - 1) ?? "");
}
