import { expect, it } from "vitest";
import { decideResult } from "@/lib/notifications/decide-result";

const now = new Date("2026-11-30T09:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3600_000);
const waiting = { notifiedKind: "keep_collecting", notifiedAnswer: false, notifiedAt: null };
const notified = (kind: string, hours: number) => ({
	notifiedKind: kind,
	notifiedAnswer: true,
	notifiedAt: hoursAgo(hours),
});

it.each([
	["a verdict seen for the first time is none", { kind: "keep", hasAnswer: true }, null, null],
	["nothing while it waits", { kind: "keep_collecting", hasAnswer: false }, waiting, null],
	["the first answer", { kind: "keep", hasAnswer: true }, waiting, "first_answer"],
	[
		"a first answer that says it is too early",
		{ kind: "keep_collecting", hasAnswer: true },
		waiting,
		"first_answer",
	],
	[
		"that nothing can be read, before there is an answer",
		{ kind: "invalid", hasAnswer: false },
		waiting,
		"changed",
	],
	["no verdict they were notified of", { kind: "keep", hasAnswer: true }, notified("keep", 100), null],
	["another verdict", { kind: "retire", hasAnswer: true }, notified("keep", 24), "changed"],
	["not a second one on a day", { kind: "retire", hasAnswer: true }, notified("keep", 23), null],
] as const)("news is: %s", (_name, read, before, news) => {
	expect(decideResult(read, before, now)).toBe(news);
});
