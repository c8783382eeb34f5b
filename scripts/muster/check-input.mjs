// The input files of `npm run demo -- --check`: the same on every run, except for the start day.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** mulberry32: small, seeded, good enough to generate customers. */
function seededRandom(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

export const wanted = {
	plan: "pro",
	event: "Order Completed",
	atLeast: 2,
	days: 90,
	goal: "Subscription Renewed",
};

const peopleCount = 4_000;
const day = 86_400_000;

export function writeInput(folder, now) {
	const random = seededRandom(20_261_122);
	const pick = (list) => list[Math.floor(random() * list.length)];
	const people = ["customer_id,email,plan,country,ads_ok"];
	const events = ["customer_id,event,time,revenue"];
	for (let number = 1; number <= peopleCount; number += 1) {
		const id = `c${String(number).padStart(5, "0")}`;
		const agrees = random() < 0.8 ? "yes" : "no";
		people.push(
			`${id},${id}@example.com,${pick(["free", "pro", "pro", "team"])},${pick(["DE", "FR", "SE", "US"])},${agrees}`,
		);
		const orders = Math.floor(random() * 5);
		for (let order = 0; order < orders; order += 1) {
			// Half an hour off every full day, so that no order is on the edge of the window.
			const time = new Date(now - Math.floor(random() * 180) * day - day / 48 - 60_000);
			events.push(`${id},${wanted.event},${time.toISOString()},${(5 + random() * 95).toFixed(2)}`);
		}
		// The goal event occurred occasionally before: a campaign's goal is chosen from events already seen.
		if (random() < 0.1) {
			const time = new Date(now - Math.floor(random() * 100) * day - day / 48);
			events.push(`${id},${wanted.goal},${time.toISOString()},25.00`);
		}
		if (random() < 0.3) {
			events.push(
				`${id},Page Viewed,${new Date(now - Math.floor(random() * 30) * day - day / 48).toISOString()},`,
			);
		}
	}
	writeFileSync(path.join(folder, "people.csv"), `${people.join("\n")}\n`);
	writeFileSync(path.join(folder, "events.csv"), `${events.join("\n")}\n`);
	return { people: people.length - 1, events: events.length - 1 };
}

/**
 * What people did after the launch: those whom the network holds bought more often. The groups are read from the network
 * and the input, not from Muster. Writes the finished campaign's file and the purchases as they would come live.
 */
export async function whatPeopleDid(sandbox, folder, asOf) {
	const random = seededRandom(7);
	const held = new Set();
	const state = await (await fetch(`${sandbox}/_sandbox/state`)).json();
	for (const { audiences } of state.meta.accounts) {
		for (const { id } of audiences) {
			const audience = await (await fetch(`${sandbox}/_sandbox/meta/audiences/${id}`)).json();
			for (const { value } of audience.keys) held.add(value);
		}
	}
	const lines = async (name) =>
		(await readFile(path.join(folder, name), "utf8"))
			.trim()
			.split("\n")
			.slice(1)
			.map((line) => line.split(","));
	const orders = new Map();
	for (const [id = "", event, time = ""] of await lines("events.csv")) {
		const at = Date.parse(time);
		if (event === wanted.event && at > asOf - wanted.days * day && at <= asOf)
			orders.set(id, (orders.get(id) ?? 0) + 1);
	}
	const goals = [];
	const outcomes = ["customer_id,group,renewed,revenue"];
	for (const [userId = "", email = "", plan, , agrees] of await lines("people.csv")) {
		if (plan !== wanted.plan || agrees !== "yes" || (orders.get(userId) ?? 0) < wanted.atLeast) continue;
		const isReached = held.has(createHash("sha256").update(email).digest("hex"));
		const didRenew = random() < (isReached ? 0.4 : 0.2);
		const revenue = didRenew ? 10 + Math.floor(random() * 50) : 0;
		if (didRenew) goals.push({ userId, revenue });
		outcomes.push(`${userId},${isReached ? "sent" : "held out"},${didRenew ? 1 : 0},${revenue}`);
	}
	writeFileSync(path.join(folder, "goals.json"), JSON.stringify(goals));
	writeFileSync(path.join(folder, "outcomes.csv"), `${outcomes.join("\n")}\n`);
	return goals;
}
