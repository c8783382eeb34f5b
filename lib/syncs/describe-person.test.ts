import { describe, expect, it } from "vitest";
import { describePerson } from "@/lib/syncs/describe-person";

type Given = Parameters<typeof describePerson>[0];
const identifier = (over: Partial<Given["identifiers"][number]>): Given["identifiers"][number] => ({
	kind: "email",
	label: "Email",
	state: "accepted",
	isDesired: true,
	sentence: "Meta accepted it.",
	since: "2026-11-20T09:00:00.000Z",
	runId: null,
	nextTryAt: null,
	expiresAt: null,
	...over,
});
const given: Given = {
	fate: "wanted",
	sentence: "In the audience, agrees, and may be reached.",
	destinationName: "Meta",
	identifiers: [],
	isPlanned: true,
};
const told = (over: Partial<Given>) => {
	const { place, sentence } = describePerson({ ...given, ...over });
	return [place, sentence];
};

describe("why someone is, or is not, at a destination", () => {
	it("is told by every identifier that is there, since the first of them", () => {
		const identifiers = [identifier({}), identifier({ label: "Phone", since: "2026-11-10T09:00:00.000Z" })];
		expect(describePerson({ ...given, identifiers })).toEqual({
			place: "there",
			sentence: "At Meta, by email and phone.",
			since: "2026-11-10T09:00:00.000Z",
			nextTryAt: null,
		});
	});

	it("is there by one identifier whatever became of the others", () => {
		const rejected = identifier({
			state: "rejected",
			label: "Phone",
			sentence: "Meta does not accept this value.",
		});
		expect(told({ identifiers: [rejected, identifier({})] })).toEqual(["there", "At Meta, by email."]);
	});

	it.each([
		[
			"no answer",
			[identifier({ state: "unknown", sentence: "No clear answer from Meta." })],
			["unclear", "No clear answer from Meta."],
		],
		[
			"waiting",
			[identifier({ state: "absent", sentence: "Waiting to be sent to Meta." })],
			["not_there", "Not at Meta yet. Waiting to be sent to Meta."],
		],
		[
			"rejected",
			[identifier({ state: "rejected", sentence: "Meta does not accept this value. Bad format" })],
			["not_there", "Not at Meta. Email: Meta does not accept this value. Bad format"],
		],
		[
			"shared",
			[identifier({ state: "absent", isDesired: false, sentence: "Not sent: someone held out has it." })],
			["not_there", "Not at Meta. Not sent: someone held out has it."],
		],
	])("%s", (_case, identifiers, expected) => {
		expect(told({ identifiers })).toEqual(expected);
	});

	it("has no identifier, or came after the last run", () => {
		const sentence = "In the audience, but has none of the identifiers this sync sends.";
		expect(told({ sentence })).toEqual(["not_there", `Not at Meta. ${sentence}`]);
		expect(told({ isPlanned: false })).toEqual([
			"not_there",
			"Not at Meta yet: joined the audience after the last run.",
		]);
	});

	it("is not wanted, and gone or still there", () => {
		const consent = { fate: "no_consent", sentence: "Has not agreed to advertising. Not sent." } as const;
		expect(told(consent)).toEqual(["not_there", "Not at Meta. Has not agreed to advertising. Not sent."]);
		expect(told({ ...consent, identifiers: [identifier({ isDesired: false })] })).toEqual([
			"there",
			"Still at Meta, to be removed. Has not agreed to advertising. Not sent.",
		]);
		const removing = identifier({
			state: "removing",
			isDesired: false,
			sentence: "Being removed from Meta.",
		});
		expect(told({ fate: "left", sentence: "Not in the audience.", identifiers: [removing] })).toEqual([
			"unclear",
			"Being removed from Meta. Not in the audience.",
		]);
	});
});
