import { LOOKS } from "@/bench/calibration/measure-peeking";
import { randomFrom } from "@/bench/calibration/random";
import { checkSampleRatio } from "@/lib/stats/check-sample-ratio";

/**
 * Share of campaigns with a tenth held out whose split is called broken at any of the hourly looks of two weeks, when this
 * share of the treated people is lost on the way.
 */
export function measureSplit(people: number, lost: number, runs: number, seed: number): number {
	const random = randomFrom(seed);
	const held = 0.1;
	let alarms = 0;
	for (let run = 0; run < runs; run++) {
		const split = { treated: 0, holdout: 0, holdoutShare: held };
		let entered = 0;
		for (let look = 1; look <= LOOKS; look++) {
			const newcomers = Math.round((people * look) / LOOKS) - entered;
			entered += newcomers;
			const heldOut = random.binomial(newcomers, held);
			split.holdout += heldOut;
			split.treated += newcomers - heldOut - random.binomial(newcomers - heldOut, lost);
			if (checkSampleRatio([split], { kind: "running", plannedPeople: people })?.isMismatch) {
				alarms++;
				break;
			}
		}
	}
	return alarms / runs;
}
