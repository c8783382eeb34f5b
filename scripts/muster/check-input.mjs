// The input files of `npm run demo -- --check`: the same on every run, but for the day they are counted from.
import { writeFileSync } from "node:fs";
import path from "node:path";

/** mulberry32: small, seeded, good enough to make up customers. */
export function seededRandom(seed) {
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
			// Half an hour off every full day, so that no order lies on the edge of the window.
			const time = new Date(now - Math.floor(random() * 180) * day - day / 48 - 60_000);
			events.push(`${id},${wanted.event},${time.toISOString()},${(5 + random() * 95).toFixed(2)}`);
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
