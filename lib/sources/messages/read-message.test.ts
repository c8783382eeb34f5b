import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage } from "@/lib/sources/messages/read-message";

const receivedAt = Date.parse("2026-05-04T12:00:00Z");
const read = (message: unknown, sentAt?: string) =>
	readMessage(message, { receivedAt, sentAt, fallbackId: "fallback" });
const readWell = (message: unknown, sentAt?: string) => {
	const result = read(message, sentAt);
	if (!result.ok) throw new Error(`${result.field} ${result.reason}`);
	return result;
};

describe("an identify message", () => {
	it("sends contact data to the vault and everything else to the traits", () => {
		const { intake, ignored } = readWell({
			type: "identify",
			messageId: "m1",
			userId: "u1",
			traits: {
				email: "Jane@Example.com",
				firstName: "Jane",
				last_name: "Doe",
				phone: "+1 213 373 4253",
				address: { street: "1 Main St", city: "Springfield", postalCode: "12345" },
				plan: "pro",
				seats: 4,
				trial: false,
				signedUpAt: "2026-01-02T03:04:05Z",
				tags: ["a", "b"],
				company: { name: "Acme", employees: 12 },
				churned: null,
			},
		});
		expect(ignored).toEqual([]);
		expect(intake.identifiers).toEqual([
			{ kind: "user_id", value: "u1" },
			{ kind: "email", value: "jane@example.com" },
		]);
		expect(intake.personal).toEqual([
			{ field: "email", value: "jane@example.com" },
			{ field: "first_name", value: "Jane" },
			{ field: "last_name", value: "Doe" },
			{ field: "phone", value: "+12133734253" },
			{ field: "street", value: "1 Main St" },
			{ field: "city", value: "Springfield" },
			{ field: "postal_code", value: "12345" },
		]);
		expect(intake.traits).toEqual([
			{ name: "plan", value: { type: "string", value: "pro" } },
			{ name: "seats", value: { type: "number", value: 4 } },
			{ name: "trial", value: { type: "boolean", value: false } },
			{ name: "signedUpAt", value: { type: "date", value: Date.parse("2026-01-02T03:04:05Z") } },
			{ name: "tags", value: { type: "list", value: ["a", "b"] } },
			{ name: "company.name", value: { type: "string", value: "Acme" } },
			{ name: "company.employees", value: { type: "number", value: 12 } },
			{ name: "churned", value: { type: "unset" } },
		]);
	});

	it("keeps the rest when one trait is bad, and names the bad one", () => {
		const { intake, ignored } = readWell({
			type: "identify",
			userId: "u1",
			traits: { email: "not an address", plan: "pro", friends: [{ a: 1 }], ip: "10.0.0.1" },
		});
		expect(intake.traits.map((trait) => trait.name)).toEqual(["plan"]);
		expect(ignored.map((problem) => problem.field)).toEqual(["traits.email", "traits.friends", "traits.ip"]);
		expect(intake.personal).toEqual([]);
	});

	it("keeps no contact data under another name, and explains how to send it", () => {
		const { intake, ignored } = readWell({
			type: "identify",
			userId: "u1",
			traits: {
				home_phone: "+12015550132",
				work_email: "w@example.com",
				phone2: 12015550132,
				mobile_number_2: true,
				boss: { "work phone": "1" },
				Vorname: "Ana",
			},
		});
		expect(intake.personal).toEqual([{ field: "first_name", value: "Ana" }]);
		expect(intake.traits.map(({ name }) => name)).toEqual(["mobile_number_2"]);
		expect(ignored).toEqual([
			{ field: "traits.home_phone", reason: "is contact data: send it as phone" },
			{ field: "traits.work_email", reason: "is contact data: send it as email" },
			{ field: "traits.phone2", reason: "is contact data: send it as phone" },
			{ field: "traits.boss.work phone", reason: "is personal: send it as a trait of the first level" },
		]);
		const event = { home_phone: "+12015550132", "user.phone": "1", "shop.name": "A", shipping_city: "Lyon" };
		expect(readWell({ type: "track", userId: "u1", event: "E", properties: event }).intake.event).toEqual({
			name: "E",
			properties: { "shop.name": "A", shipping_city: "Lyon" },
		});
	});

	it("names what it cannot keep, whatever it is called", () => {
		const message = JSON.parse(
			`{"type":"identify","userId":"u","traits":{"__proto__":1,"a":{"__proto__":{"b":2}},"${"x".repeat(201)}":1}}`,
		);
		expect(readWell(message).ignored.map(({ field }) => field)).toEqual([
			"traits.__proto__",
			"traits.a.__proto__",
			`traits.${"x".repeat(80)}`,
		]);
		const event = JSON.parse(
			`{"type":"track","userId":"u","event":"E","properties":{"__proto__":1,"${"x".repeat(201)}":1,"ok":1}}`,
		);
		const read = readWell(event);
		expect(read.intake.event?.properties).toEqual({ ok: 1 });
		expect(read.ignored.map(({ field }) => field)).toEqual([
			"properties.__proto__",
			`properties.${"x".repeat(200)}`,
		]);
	});

	it("reports where text is not stored as it came", () => {
		const [half, long] = ["a\ud800b", "x".repeat(10_001)];
		const [broken, cut] = [
			"has halves of characters, which became \ufffd",
			"is longer than 10,000 characters; the rest is left out",
		];
		const values = { a: half, b: long, c: ["ok", half, half], d: { e: half }, f: "fine \u{1f600}" };
		const person = readWell({ type: "identify", userId: "u", traits: { ...values, firstName: half } });
		expect(person.intake.traits[0]).toEqual({ name: "a", value: { type: "string", value: "a\ufffdb" } });
		expect(person.ignored).toEqual([
			{ field: "traits.a", reason: broken },
			{ field: "traits.b", reason: cut },
			{ field: "traits.c", reason: broken },
			{ field: "traits.d.e", reason: broken },
			{ field: "traits.firstName", reason: broken },
		]);
		const group = readWell({ type: "group", userId: "u", groupId: half, traits: { a: half } });
		expect(group.ignored).toEqual([
			{ field: "groupId", reason: broken },
			{ field: "traits.a", reason: broken },
		]);
		const event = readWell({
			type: "track",
			userId: "u",
			event: "E",
			properties: { ...values, g: [[half]], h: [{ i: half }], [half]: 1 },
			context: { campaign: { name: half } },
		});
		expect(event.intake.event?.properties).toMatchObject({ a: "a\ufffdb", h: [{ i: "a\ufffdb" }] });
		expect(event.ignored).toEqual([
			{ field: "properties.a", reason: broken },
			{ field: "properties.b", reason: cut },
			{ field: "properties.c", reason: broken },
			{ field: "properties.d.e", reason: broken },
			{ field: "properties.g", reason: broken },
			{ field: "properties.h", reason: `holds i, which ${broken}` },
			{ field: "properties.a\ufffdb", reason: "is not a usable name" },
			{ field: "properties.context.campaign.name", reason: broken },
		]);
	});

	it("has names without invisible characters at their ends", () => {
		const traits = { firstName: "\u200fAna\u200e ", lastName: "Gil \u2764\ufe0f\u2069" };
		expect(readWell({ type: "identify", userId: "u", traits }).intake.personal).toEqual([
			{ field: "first_name", value: "Ana" },
			{ field: "last_name", value: "Gil \u2764\ufe0f" },
		]);
	});

	it("strips NUL from what is otherwise accepted", () => {
		const { intake } = readWell({
			type: "identify",
			userId: "u\0 1",
			traits: { plan: "p\0ro", tags: ["a\0"], firstName: "Jo\0e", email: "j\0@example.com" },
		});
		expect(intake.identifiers).toEqual([
			{ kind: "user_id", value: "u 1" },
			{ kind: "email", value: "j@example.com" },
		]);
		expect(intake.traits.map(({ value }) => value)).toEqual([
			{ type: "string", value: "pro" },
			{ type: "list", value: ["a"] },
		]);
		expect(intake.personal[0]).toEqual({ field: "first_name", value: "Joe" });
		const event = { type: "track", userId: "u", event: "Or\0der", properties: { "a\0b": "c\0" } };
		expect(readWell(event).intake.event).toEqual({ name: "Order", properties: { ab: "c" } });
	});

	it("leaves out an id that identifies no one, when there is another", () => {
		for (const userId of ["0", "true", "-1", "nil", "(null)", "{{user_id}}"]) {
			const { intake, ignored } = readWell({ type: "track", userId, anonymousId: "a1", event: "E" });
			expect(intake.identifiers).toEqual([{ kind: "anonymous_id", value: "a1" }]);
			expect(ignored).toEqual([{ field: "userId", reason: "cannot identify a person" }]);
			expect(read({ type: "track", userId, event: "E" })).toMatchObject({ ok: false, field: "userId" });
		}
	});

	it("reads a timestamp in seconds as seconds", () => {
		const at = (timestamp: unknown) =>
			readWell({ type: "track", userId: "u", event: "E", timestamp }).intake.at;
		expect(new Date(at(1717245296)).toISOString()).toBe("2024-06-01T12:34:56.000Z");
		expect(at(1717245296123)).toBe(1717245296123);
		expect(at("2024-06-01T12:34:56")).toBe(1717245296000);
	});

	it("ignores a sentAt that cannot be read, and names it", () => {
		const event = { type: "track", userId: "u", event: "E", timestamp: "2026-05-04T10:00:00Z" };
		const { intake, ignored } = readWell(event, "yesterday");
		expect(intake.at).toBe(Date.parse("2026-05-04T10:00:00Z"));
		expect(ignored.map(({ field }) => field)).toEqual(["sentAt"]);
	});

	it("records consent that comes with it", () => {
		const { intake } = readWell({
			type: "identify",
			userId: "u1",
			context: { consent: { categoryPreferences: { Advertising: true, email: false, unheard: true } } },
		});
		expect(intake.consents.map(({ purpose, state }) => [purpose, state])).toEqual([
			["advertising", "granted"],
			["email", "denied"],
		]);
	});
});

describe("a group message", () => {
	it("keeps of a group what is no secret and no contact data, by the names it was sent under", () => {
		const message = JSON.parse(
			`{"type":"group","userId":"u","groupId":"g1","traits":{"__proto__":1,"password":"x","admin_password":"x",
			"phone":"+12015550172","billingEmail":"a@example.com","name":"Acme","city":"Lyon","":2,
			"owner":{"email":"a@example.com","name":"Ana","seats":3},"employees":12}}`,
		);
		const { intake, ignored } = readWell(message);
		expect(intake.traits).toEqual([
			{ name: "group_id", value: { type: "string", value: "g1" }, field: "groupId" },
			{ name: "group_name", value: { type: "string", value: "Acme" }, field: "traits.name" },
			{ name: "group_city", value: { type: "string", value: "Lyon" }, field: "traits.city" },
			{ name: "group_owner.name", value: { type: "string", value: "Ana" }, field: "traits.owner.name" },
			{ name: "group_owner.seats", value: { type: "number", value: 3 }, field: "traits.owner.seats" },
			{ name: "group_employees", value: { type: "number", value: 12 }, field: "traits.employees" },
		]);
		expect(intake.personal).toEqual([]);
		expect(ignored).toEqual([
			{ field: "traits.__proto__", reason: "is not a usable name" },
			{ field: "traits.password", reason: "is never stored" },
			{ field: "traits.admin_password", reason: "is never stored" },
			{ field: "traits.phone", reason: "is contact data, which is kept of people only" },
			{ field: "traits.billingEmail", reason: "is contact data, which is kept of people only" },
			{ field: "traits.", reason: "is not a usable name" },
			{ field: "traits.owner.email", reason: "is contact data, which is kept of people only" },
		]);
	});
});

describe("a track message", () => {
	it("keeps no address of a person or a device with the event", () => {
		const { intake, ignored } = readWell({
			type: "track",
			userId: "u1",
			event: "Order Completed",
			properties: {
				total: 30,
				email: "jane@example.com",
				note: "from jane@example.com today",
				url: "https://shop.example/?mail=jane%40example.com&x=1",
				products: [{ sku: "a", email: "x@y.de" }],
				deep: { phone: "1", size: "L" },
			},
			context: { ip: "203.0.113.7", userAgent: "x", campaign: { source: "news" } },
		});
		expect(intake.event).toEqual({
			name: "Order Completed",
			properties: {
				total: 30,
				note: "from [e-mail] today",
				url: "https://shop.example/?mail=[e-mail]&x=1",
				products: [{ sku: "a" }],
				"deep.size": "L",
				"context.campaign.source": "news",
			},
		});
		expect(ignored.map((problem) => problem.field)).toEqual([
			"properties.email",
			"properties.products",
			"properties.deep.phone",
		]);
		expect(JSON.stringify(intake)).not.toContain("203.0.113.7");
	});

	it("keeps no address in its name, nor in the names of properties and traits", () => {
		const track = (event: string) => read({ type: "track", userId: "u", event });
		expect(
			readWell({ type: "track", userId: "u", event: "\u200b mail of x@example.com " }).intake.event?.name,
		).toBe("mail of [e-mail]");
		expect(track("\u200b")).toMatchObject({ ok: false, field: "event" });
		expect(track(`${"x ".repeat(95)}a@b.cd`)).toMatchObject({ ok: true });
		expect(track(`${"x ".repeat(97)}a@b.cd`)).toMatchObject({
			ok: false,
			field: "event",
			reason: "is longer than 200 characters",
		});
		const reason = "holds an email address: names are no place for personal data";
		const names = { "x@example.com": 1, deep: { "to ana@example.com": 1, ok: 1 } };
		const event = readWell({ type: "track", userId: "u", event: "E", properties: names });
		expect(event.intake.event?.properties).toEqual({ "deep.ok": 1 });
		expect(event.ignored).toEqual([
			{ field: "properties.x@example.com", reason },
			{ field: "properties.deep.to ana@example.com", reason },
		]);
		const person = readWell({ type: "identify", userId: "u", traits: names });
		expect(person.intake.traits.map(({ name }) => name)).toEqual(["deep.ok"]);
		expect(person.ignored).toEqual([
			{ field: "traits.x@example.com", reason },
			{ field: "traits.deep.to ana@example.com", reason },
		]);
	});

	it("keeps where an event happened, coarsely, and nothing else of the place", () => {
		const { intake } = readWell({
			type: "track",
			userId: "u",
			event: "e",
			context: {
				location: {
					country: "DE",
					region: " Bayern ",
					city: "München",
					latitude: 48.137154,
					longitude: 11.576124,
					speed: 3,
				},
			},
		});
		expect(intake.event?.properties).toEqual({
			"context.location.country": "DE",
			"context.location.region": "Bayern",
			"context.location.city": "München",
			"context.location.latitude": 48.14,
			"context.location.longitude": 11.58,
		});
		const odd = { country: 7, city: "", latitude: 91, longitude: 11 };
		const read = readWell({ type: "track", userId: "u", event: "e", context: { location: odd } });
		expect(read.intake.event?.properties).toEqual({});
	});

	it("corrects the time by the sender's clock", () => {
		const event = { type: "track", userId: "u", event: "e", timestamp: "2026-05-04T10:00:00Z" };
		expect(readWell(event).intake.at).toBe(Date.parse("2026-05-04T10:00:00Z"));
		// The sender's clock is an hour slow.
		expect(readWell(event, "2026-05-04T11:00:00Z").intake.at).toBe(Date.parse("2026-05-04T11:00:00Z"));
		expect(readWell({ type: "track", userId: "u", event: "e" }).intake.at).toBe(receivedAt);
	});

	it.each([
		[{ type: "track", userId: "u" }, "event"],
		[{ type: "track", event: "e" }, "userId"],
		[{ type: "track", userId: "null", event: "e" }, "userId"],
		[{ type: "track", userId: { a: 1 }, event: "e" }, "userId"],
		[{ type: "trak", userId: "u", event: "e" }, "type"],
		[{ type: "track", userId: "u", event: "e", properties: [1] }, "properties"],
		[{ type: "track", userId: "u", event: "e", timestamp: "yesterday" }, "timestamp"],
		[{ type: "track", userId: "u", event: "e", timestamp: "2026-05-05T12:00:01Z" }, "timestamp"],
		[{ type: "group", userId: "u" }, "groupId"],
		[{ type: "alias", userId: "u" }, "previousId"],
		["text", ""],
		[null, ""],
	])("is refused with its field named: %j", (message, field) => {
		expect(read(message)).toMatchObject({ ok: false, field });
	});
});

describe("whatever is sent", () => {
	it("is never a crash, and what is kept survives JSON", () => {
		fc.assert(
			fc.property(
				fc.record(
					{
						type: fc.constantFrom("identify", "track", "page", "screen", "group", "alias"),
						userId: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
						anonymousId: fc.string({ unit: "binary" }),
						event: fc.string({ unit: "binary" }),
						groupId: fc.string(),
						previousId: fc.string(),
						traits: fc.object({ withNullPrototype: true, withUnicodeString: true }),
						properties: fc.object({ withDate: true, withUnicodeString: true }),
						timestamp: fc.oneof(fc.anything(), fc.date()),
						context: fc.object(),
					},
					{ requiredKeys: ["type"] },
				),
				(message) => {
					const result = read(message);
					if (result.ok) expect(JSON.parse(JSON.stringify(result.intake))).toBeDefined();
					else expect(result.reason).not.toBe("");
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe("what could not be read of an identifier", () => {
	it.each([
		["b\ud800", "b\udbff"],
		["c\ufffd", "c\ufffd\ufffd"],
	])("welds no one together: %j and %j are refused", (one, other) => {
		for (const userId of [one, other]) {
			expect(read({ type: "identify", userId, traits: { name: "First" } })).toMatchObject({
				ok: false,
				field: "userId",
			});
			expect(read({ type: "alias", userId: "known", previousId: userId })).toMatchObject({
				ok: false,
				field: "previousId",
			});
		}
	});

	it("is no email address either", () => {
		const { intake } = readWell({
			type: "identify",
			userId: "u1",
			traits: { email: "zo\ufffd@example.com" },
		});
		expect(intake.identifiers).toEqual([{ kind: "user_id", value: "u1" }]);
	});
});

describe("personal data deep inside lists", () => {
	const hidden = { phone: "+4915112345678", first_name: "Zed", size: 3, note: "ask ana@example.com" };

	it.each([
		["a list", [hidden]],
		["a list in a list", [[hidden]]],
		["lists in lists in an object", { y: [[{ z: [[hidden]] }]] }],
	])("in %s is left out and named", (_where, x) => {
		const { intake, ignored } = readWell({ type: "track", userId: "u1", event: "Filled", properties: { x } });
		const kept = JSON.stringify(intake.event);
		expect(kept).not.toMatch(/49151|Zed|ana@example/);
		expect(JSON.stringify(ignored)).toMatch(/phone.*personal|deeper than/);
		expect(JSON.stringify(ignored)).toMatch(/first_name.*personal|deeper than/);
	});

	it.each([
		["a list", [hidden]],
		["a list in a list", [[hidden]]],
	])("of a trait in %s is not kept", (_where, x) => {
		const { intake } = readWell({ type: "identify", userId: "u1", traits: { x } });
		expect(JSON.stringify(intake.traits)).not.toMatch(/49151|Zed|ana@example/);
	});
});
