// Recounts, from the input files and the sandbox network alone, what `npm run demo -- --check` reports, and
// compares. It shares no code with Muster.
// node scripts/recount-check.mjs <folder with the files> <sandbox URL> <the JSON line>
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

const [folder = ".", sandbox = "", line = "{}"] = process.argv.slice(2);
const said = JSON.parse(line);

function table(name) {
	const [header = "", ...rows] = readFileSync(path.join(folder, name), "utf8").trim().split("\n");
	const columns = header.split(",");
	return rows.map((row) => Object.fromEntries(row.split(",").map((cell, at) => [columns[at], cell])));
}

const asOf = Date.parse(said.asOf);
const since = asOf - 90 * 86_400_000;
const people = table("people.csv");
const events = table("events.csv");

const orders = new Map();
for (const event of events) {
	const time = Date.parse(event.time);
	if (event.event !== "Order Completed" || time <= since || time > asOf) continue;
	orders.set(event.customer_id, (orders.get(event.customer_id) ?? 0) + 1);
}
const members = people.filter(
	(person) => person.plan === "pro" && (orders.get(person.customer_id) ?? 0) >= 2,
);
const eligible = members.filter((person) => person.ads_ok === "yes");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
// The network knows a person by email, and by the customer number as the advertiser's own id, plain or
// hashed.
const byKey = new Map(
	eligible.flatMap(({ customer_id: id, email }) => [
		[sha256(email.trim().toLowerCase()), id],
		[id, id],
		[sha256(id), id],
	]),
);

const state = await (await fetch(`${sandbox}/_sandbox/state`)).json();
const held = new Set();
const strangers = [];
for (const account of state.meta.accounts) {
	for (const { id } of account.audiences) {
		const audience = await (await fetch(`${sandbox}/_sandbox/meta/audiences/${id}`)).json();
		for (const { value } of audience.keys) {
			const person = byKey.get(value);
			if (person) held.add(person);
			else strangers.push(value);
		}
	}
}

const goals = new Map();
for (const goal of JSON.parse(readFileSync(path.join(folder, "goals.json"), "utf8"))) {
	goals.set(goal.userId, (goals.get(goal.userId) ?? 0) + goal.revenue);
}
const arm = (isTreated) => {
	const members = eligible.filter((person) => held.has(person.customer_id) === isTreated);
	const converted = members.filter((person) => goals.has(person.customer_id));
	const value = members.reduce((sum, person) => sum + (goals.get(person.customer_id) ?? 0), 0);
	return { people: members.length, converted: converted.length, value: Math.round(value * 100) / 100 };
};
const treated = arm(true);
const heldOut = arm(false);
const round = (number) => Math.round(number * 1e9) / 1e9;
const counted = {
	people: people.length,
	events: events.length,
	segmentSize: members.length,
	delivered: held.size,
	heldOut: eligible.length - held.size,
	lift: {
		treated,
		heldOut,
		absolute: round(treated.converted / treated.people - heldOut.converted / heldOut.people),
	},
};

const problems =
	strangers.length > 0
		? [`${strangers.length} keys at the network belong to no one who should be there`]
		: [];
const compare = (own, theirs, place) => {
	for (const [key, value] of Object.entries(own)) {
		const other = theirs?.[key];
		if (typeof value === "object") compare(value, other, `${place}${key}.`);
		else if (other !== value) problems.push(`${place}${key}: said ${other}, counted ${value}`);
	}
};
compare(counted, said, "");
if (problems.length > 0) {
	console.error(problems.join("\n"));
	process.exit(1);
}
console.log(JSON.stringify({ ok: true, ...counted }));
