import { firstAnswerAt } from "@/lib/campaigns/first-answer-at";
import type { LiftSummary } from "@/lib/lift/contracts";

const dayMs = 86_400_000;

/**
 * A campaign's progress toward its first result, which comes when the conversion window of those included at
 * launch is over. Null after that, and for campaigns that were run elsewhere.
 */
export function dayOfCampaign({
	launchedAt,
	windowDays,
	asOf,
}: Pick<LiftSummary, "launchedAt" | "windowDays" | "asOf">): {
	/** Starts at 1. */
	day: number;
	share: number;
	firstAnswerAt: Date;
} | null {
	const answerAt = firstAnswerAt({ launchedAt, windowDays });
	if (launchedAt === null || answerAt === null) return null;
	const passed = Date.parse(asOf) - Date.parse(launchedAt);
	const whole = answerAt.getTime() - Date.parse(launchedAt);
	if (passed < 0 || passed >= whole) return null;
	return {
		day: Math.floor(passed / dayMs) + 1,
		share: passed / whole,
		firstAnswerAt: answerAt,
	};
}
