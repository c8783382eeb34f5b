import { isQuiet, type QuietHours } from "@/lib/notifications/quiet-hours";
import type { AlertSettings } from "@/lib/platform/postgres/generated/client";

/** The stored quiet hours; null where there are none. */
export function quietHoursOf(
	stored: Pick<AlertSettings, "quietFrom" | "quietUntil"> | null,
): QuietHours | null {
	if (!stored || stored.quietFrom === null || stored.quietUntil === null) return null;
	return { from: stored.quietFrom, until: stored.quietUntil };
}

/** Whether a workspace is in its quiet hours now, and what may be sent then. */
export function whenOf(
	workspace: { timeZone: string; alertSettings: AlertSettings | null },
	now: Date,
): { isQuietNow: boolean; failuresAtOnce: boolean } {
	const { timeZone, alertSettings } = workspace;
	return {
		isQuietNow: isQuiet(quietHoursOf(alertSettings), now, timeZone),
		failuresAtOnce: alertSettings?.failuresAtOnce ?? true,
	};
}
