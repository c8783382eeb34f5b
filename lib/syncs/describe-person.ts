import { lowerFirst } from "@/lib/kernel/lower-first";
import type { DeliveryOfPerson, PersonInSync } from "@/lib/syncs/people-contracts";

type Given = Pick<DeliveryOfPerson, "fate" | "sentence" | "destinationName" | "identifiers"> & {
	/** Whether the last plan already knew what is true of them now. */
	isPlanned: boolean;
	/** The receipt of someone who may no longer be sent. */
	withdrawal?: DeliveryOfPerson["withdrawal"];
};
type Identifier = Given["identifiers"][number];

/** One person's fate in one sync, in one sentence: where they are, why, and since when. */
export function describePerson(
	given: Given,
): Pick<PersonInSync, "place" | "sentence" | "since" | "nextTryAt"> {
	const { fate, destinationName: at, identifiers, isPlanned } = given;
	const there = identifiers.filter(({ state }) => state === "present" || state === "accepted");
	const unclear = identifiers.filter(
		({ state }) => state === "unknown" || state === "adding" || state === "removing",
	);
	const by = (some: readonly Identifier[]) => some.map(({ label }) => lowerFirst(label)).join(" and ");
	if (fate === "wanted") {
		const [kept] = there.filter(({ isDesired }) => isDesired);
		if (kept) {
			const own = there.filter(({ isDesired }) => isDesired);
			return say("there", `At ${at}, by ${by(own)}.`, earliest(own), null);
		}
		const [open] = unclear;
		if (open) return say("unclear", open.sentence, open.since, open.nextTryAt);
		const [waiting] = identifiers.filter(({ state, isDesired }) => state === "absent" && isDesired);
		if (waiting)
			return say("not_there", `Not at ${at} yet. ${waiting.sentence}`, waiting.since, waiting.nextTryAt);
		if (!isPlanned) {
			return say("not_there", `Not at ${at} yet: joined the audience after the last run.`, null, null);
		}
		const [rejected] = identifiers.filter(({ state }) => state === "rejected");
		if (rejected) {
			return say(
				"not_there",
				`Not at ${at}. ${rejected.label}: ${rejected.sentence}`,
				rejected.since,
				rejected.nextTryAt,
			);
		}
		const [shared] = identifiers;
		return say(
			"not_there",
			`Not at ${at}. ${shared?.sentence ?? given.sentence}`,
			shared?.since ?? null,
			null,
		);
	}
	const [still] = [...there, ...unclear];
	if (still) {
		const place = there.length > 0 ? "there" : "unclear";
		const verb = there.length > 0 ? `Still at ${at}, to be removed.` : still.sentence;
		return say(place, `${verb} ${given.sentence}`, still.since, still.nextTryAt);
	}
	const { withdrawal } = given;
	if (withdrawal && withdrawal.confirmedAt === null) {
		return say("unclear", withdrawal.sentence, withdrawal.requestedAt, withdrawal.nextTryAt);
	}
	return say("not_there", `Not at ${at}. ${given.sentence}`, earliest(identifiers), null);
}

function say(
	place: PersonInSync["place"],
	sentence: string,
	since: string | null,
	nextTryAt: string | null,
): Pick<PersonInSync, "place" | "sentence" | "since" | "nextTryAt"> {
	return { place, sentence, since, nextTryAt };
}

function earliest(identifiers: readonly Identifier[]): string | null {
	return identifiers.map(({ since }) => since).sort()[0] ?? null;
}
