import { pluralText } from "@/lib/kernel/number-text";

/** What may end a connection though it still works; instants in milliseconds. */
export type WatchedCredentials = {
	network: string;
	settings: Readonly<Record<string, string>>;
	/** When access ends and is not renewed by itself; null: not known, or never. */
	expiresAt: number | null;
};

const dayMs = 86_400_000;
/** An admin connects an account twice a year: a week is a fair warning for a token. */
const tokenAheadMs = 7 * dayMs;
/** Another version may need an app review, or a newer Muster. */
const versionAheadMs = 30 * dayMs;

/**
 * Ends of API versions whose dates are published. Sources: developers.facebook.com/docs/graph-api/changelog;
 * learn.microsoft.com/linkedin/marketing/versioning: a version of a month lives for twelve.
 */
const versionEnds: Record<string, (version: string) => number | null> = {
	meta: (version) => (version === "v24.0" ? Date.UTC(2026, 9, 6) : null),
	linkedin: (version) => {
		const [, year, month] = /^(\d{4})(\d\d)$/.exec(version) ?? [];
		return year && month ? Date.UTC(Number(year) + 1, Number(month) - 1, 15) : null;
	},
};

/** What ends soon or has ended, as a sentence; null when nothing is known to. */
export function findCredentialTrouble(
	{ network, settings, expiresAt }: WatchedCredentials,
	now: number,
): string | null {
	if (expiresAt !== null && expiresAt - now <= tokenAheadMs) {
		return expiresAt <= now
			? "Access has expired. Connect the account again."
			: `Access expires in ${daysText(expiresAt - now)}. Connect the account again before that.`;
	}
	const version = settings.apiVersion ?? "";
	const end = versionEnds[network]?.(version) ?? null;
	if (end === null || end - now > versionAheadMs) return null;
	return end <= now
		? `API version ${version} is no longer supported. Change it under Advanced.`
		: `API version ${version} ends in ${daysText(end - now)}. Change it under Advanced before that.`;
}

function daysText(ms: number): string {
	const days = Math.floor(ms / dayMs);
	return days < 1 ? "less than a day" : pluralText(days, "day");
}
