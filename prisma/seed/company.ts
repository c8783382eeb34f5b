import type { Intake } from "@/lib/sources/intake";
import {
	birthdayOf,
	channels,
	countries,
	domains,
	features,
	firstNames,
	lastNames,
	type Plan,
	planPrices,
	products,
} from "@/prisma/seed/company-facts";
import { imaginePassersBy, momentOfDay } from "@/prisma/seed/passers-by";
import { Rng } from "@/prisma/seed/rng";

const dayMs = 86_400_000;
export type Person = {
	userId: string;
	email: string;
	/** The share of the base probability with which this person buys in the shop. */
	appetite: number;
};
export type Company = { people: Person[]; intakes: Intake[] };

/** How busy a day of the week is: people work Monday to Friday and shop at the weekend. */
const workWeek = [0.35, 1.15, 1.25, 1.2, 1.15, 0.95, 0.45];
const shopWeek = [1.35, 0.8, 0.8, 0.85, 0.95, 1.1, 1.4];

export function orderIntake(person: Person, at: number, rng: Rng, messageId: string): Intake {
	const [product, category, price] = rng.pick(products);
	const quantity = rng.weighted([
		[1, 6],
		[2, 3],
		[3, 1],
	] as const);
	return {
		messageId,
		identifiers: [{ kind: "user_id", value: person.userId }],
		at,
		traits: [],
		personal: [],
		event: {
			name: "Order Completed",
			properties: { total: price * quantity, currency: "USD", product, category, quantity },
		},
		consents: [],
	};
}

/**
 * Tidewater: software for small teams with a shop for desk things. `size` people over 90 days before `now`, the same
 * for the same numbers. The first person's story is written by hand.
 */
export function imagineCompany(size: number, now: number): Company {
	const rng = new Rng("tidewater");
	const today = Math.floor(now / dayMs) * dayMs;
	const start = today - 90 * dayMs;
	const people: Person[] = [];
	const intakes: Intake[] = [];
	let counter = 0;
	const id = () => `demo-${++counter}`;

	for (let n = 1; n <= size; n++) {
		const first = n === 1 ? "Maya" : rng.pick(firstNames);
		const last = n === 1 ? "Lindqvist" : rng.pick(lastNames);
		const userId = `u-${String(n).padStart(5, "0")}`;
		const handle = `${first}.${last}`.toLowerCase();
		const email = n === 1 ? `${handle}@example.com` : `${handle}.${n}@${rng.weighted(domains)}`;
		// Two thirds joined before the 90 days, the others during them, more of them lately.
		const joined =
			n === 1
				? start + 4 * dayMs
				: rng.chance(0.66)
					? start - rng.int(1, 400) * dayMs
					: today - Math.floor(90 * rng.next() ** 1.4) * dayMs;
		const joinedAt = Math.min(momentOfDay(rng, joined), now - 3_600_000);
		const plan: Plan =
			n === 1
				? "pro"
				: rng.weighted([
						["free", 46],
						["starter", 27],
						["pro", 20],
						["business", 7],
					] as const);
		const isChurned = n !== 1 && plan !== "free" && rng.chance(0.14);
		const churnedAt = Math.max(joinedAt + 20 * dayMs, start + rng.int(10, 85) * dayMs);
		const appetite =
			n === 1
				? 2
				: rng.weighted([
						[0, 34],
						[0.5, 30],
						[1, 24],
						[3, 12],
					] as const);
		const activity =
			n === 1
				? 2
				: rng.weighted([
						[0.1, 30],
						[0.6, 40],
						[1.6, 22],
						[4, 8],
					] as const);
		const country = n === 1 ? "SE" : rng.weighted(countries);
		const person: Person = { userId, email, appetite };
		people.push(person);
		const who: Intake["identifiers"] = [{ kind: "user_id", value: userId }];
		const device: Intake["identifiers"] = [{ kind: "anonymous_id", value: `web-${n}` }];
		const add = (
			at: number,
			name: string,
			properties: NonNullable<Intake["event"]>["properties"],
			identifiers = who,
		) => {
			if (at <= now)
				intakes.push({
					messageId: id(),
					identifiers,
					at,
					traits: [],
					personal: [],
					event: { name, properties },
					consents: [],
				});
		};

		// A quarter looked around before they signed up; their device becomes them.
		const isVisitor = n === 1 || rng.chance(0.25);
		if (isVisitor) {
			for (let i = rng.int(1, 3); i > 0; i--) {
				const [product, category, price] = rng.pick(products);
				add(
					joinedAt - i * rng.int(1, 30) * 3_600_000,
					"Product Viewed",
					{ product, category, price },
					device,
				);
			}
		}
		const agreed = n === 1 || rng.chance(0.82);
		const identify: Intake = {
			messageId: id(),
			identifiers: isVisitor
				? [...who, { kind: "email", value: email }, ...device]
				: [...who, { kind: "email", value: email }],
			at: joinedAt,
			traits: [
				{ name: "plan", value: { type: "string", value: "trial" } },
				{ name: "country", value: { type: "string", value: country } },
				{ name: "signed_up_at", value: { type: "date", value: joinedAt } },
				{ name: "channel", value: { type: "string", value: rng.weighted(channels) } },
				{
					name: "seats",
					value: {
						type: "number",
						value: plan === "business" ? rng.int(8, 60) : plan === "pro" ? rng.int(2, 12) : rng.int(1, 3),
					},
				},
			],
			personal: [
				{ field: "email", value: email },
				{ field: "first_name", value: first },
				{ field: "last_name", value: last },
				{ field: "country", value: country },
				...(n % 3 === 0 ? [] : [{ field: "birthday" as const, value: birthdayOf(n) }]),
				...(country === "US" && rng.chance(0.5)
					? [{ field: "phone" as const, value: `+1213555${String(n % 10_000).padStart(4, "0")}` }]
					: []),
			],
			consents: (["advertising", "email"] as const).map((purpose) => ({
				purpose,
				state: agreed ? "granted" : "denied",
				at: joinedAt,
				statement: "",
			})),
		};
		intakes.push(identify);
		add(joinedAt + 60_000, "Signed Up", { method: rng.pick(["email", "google", "invite"]) });
		add(joinedAt + 120_000, "Trial Started", { plan: plan === "free" ? "pro" : plan });
		const decidedAt = joinedAt + 14 * dayMs;
		if (decidedAt <= now) {
			intakes.push({
				messageId: id(),
				identifiers: who,
				at: decidedAt,
				traits: [
					{ name: "plan", value: { type: "string", value: plan } },
					{ name: "mrr", value: { type: "number", value: planPrices[plan] } },
				],
				personal: [],
				consents: [],
			});
			add(decidedAt, plan === "free" ? "Trial Ended" : "Subscription Started", { plan });
			if (plan !== "free") {
				for (let month = 0; month < 15; month++) {
					const at = decidedAt + month * 30 * dayMs;
					if (at > now || (isChurned && at > churnedAt)) break;
					if (at < start) continue;
					if (rng.chance(0.04)) add(at, "Payment Failed", { amount: planPrices[plan], plan });
					else add(at, "Invoice Paid", { amount: planPrices[plan], plan });
				}
			}
		}
		if (isChurned && churnedAt <= now && churnedAt > decidedAt) {
			add(churnedAt, "Subscription Cancelled", {
				plan,
				reason: rng.pick(["price", "missing feature", "no longer needed", "switched"]),
			});
			intakes.push({
				messageId: id(),
				identifiers: who,
				at: churnedAt,
				traits: [
					{ name: "plan", value: { type: "string", value: "free" } },
					{ name: "mrr", value: { type: "number", value: 0 } },
				],
				personal: [],
				consents: [],
			});
		}
		for (let day = Math.max(start, Math.floor(joinedAt / dayMs) * dayMs); day <= today; day += dayMs) {
			const weekday = new Date(day).getUTCDay();
			const isGone = isChurned && day > churnedAt;
			const mean = activity * 0.055 * (workWeek[weekday] ?? 1) * (isGone ? 0.1 : 1);
			for (let i = rng.times(mean); i > 0; i--) {
				const at = momentOfDay(rng, day);
				if (at > joinedAt) add(at, "Feature Used", { feature: rng.pick(features), minutes: rng.int(1, 45) });
			}
			const shops = appetite * 0.011 * (shopWeek[weekday] ?? 1);
			if (rng.chance(Math.min(0.9, shops * 2.2))) {
				const at = momentOfDay(rng, day);
				if (at > joinedAt) {
					const [product, category, price] = rng.pick(products);
					add(at, "Product Viewed", { product, category, price });
					if (rng.chance(0.5)) add(at + 180_000, "Product Added", { product, category, price });
					if (rng.chance(0.38)) {
						const order = orderIntake(person, at + 600_000, rng, id());
						if (order.at <= now) intakes.push(order);
					}
				}
			}
		}
	}
	intakes.push(...imaginePassersBy(Math.floor(size / 10), today));
	intakes.sort((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1));
	return { people, intakes };
}
