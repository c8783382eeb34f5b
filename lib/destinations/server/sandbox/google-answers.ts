import { isMatched, type SandboxAudience } from "@/lib/destinations/server/sandbox/audience-store";
import type { GoogleAccount, GoogleRequest, ListExtra } from "@/lib/destinations/server/sandbox/google-state";

/** A list as Google shows it; `keys` are what it holds now. */
export function describeList(
	account: GoogleAccount,
	list: SandboxAudience<ListExtra>,
	keys: readonly string[],
): object {
	const matched = keys.filter((key) => isMatched(key, account.matchRate)).length;
	const share = (part: number): string => String(Math.round(matched * part));
	return {
		name: `accountTypes/GOOGLE_ADS/accounts/${account.id}/userLists/${list.id}`,
		id: list.id,
		displayName: list.name,
		description: list.extra.description,
		integrationCode: list.extra.integrationCode,
		membershipStatus: "OPEN",
		membershipDuration: `${list.extra.membershipSeconds}s`,
		accessReason: "OWNED",
		accountAccessStatus: "ENABLED",
		sizeInfo: {
			displayNetworkMembersCount: share(0.8),
			searchNetworkMembersCount: share(1),
			youtubeMembersCount: share(0.9),
			gmailMembersCount: share(0.6),
		},
		targetNetworkInfo: matched < 100 ? {} : { eligibleForDisplay: true, eligibleForSearch: true },
		ingestedUserListInfo: {
			uploadKeyTypes: ["CONTACT_ID"],
			contactIdInfo: {
				dataSourceType: "DATA_SOURCE_TYPE_FIRST_PARTY",
				...(matched > 0 ? { matchRatePercentage: Math.round((100 * matched) / keys.length) } : {}),
			},
		},
	};
}

/** What Google says of a request at an instant. */
export function describeStatus(account: GoogleAccount, request: GoogleRequest, now: number): object {
	const destination = {
		operatingAccount: { accountType: "GOOGLE_ADS", accountId: account.id },
		productDestinationId: request.audience,
	};
	if (now - request.at < account.processingMs) return { destination, requestStatus: "PROCESSING" };
	const counts = { recordCount: String(request.records), userIdentifierCount: String(request.identifiers) };
	const hasFailed = request.hasFailed ?? false;
	const failed = hasFailed ? request.records : request.denied;
	const status = failed === 0 ? "SUCCESS" : failed === request.records ? "FAILED" : "PARTIAL_SUCCESS";
	const reason = hasFailed
		? "PROCESSING_ERROR_REASON_INTERNAL_ERROR"
		: "PROCESSING_ERROR_REASON_DENIED_CONSENT";
	const errors = failed > 0 ? { errorInfo: { errorCounts: [{ recordCount: String(failed), reason }] } } : {};
	if (!request.isAdd) {
		return {
			destination,
			requestStatus: status,
			...errors,
			audienceMembersRemovalStatus: { userDataRemovalStatus: counts },
		};
	}
	return {
		destination,
		requestStatus: status,
		...errors,
		warningInfo: {},
		audienceMembersIngestionStatus: {
			userDataIngestionStatus: {
				...counts,
				uploadMatchRateRange:
					request.records < account.smallestRated
						? "MATCH_RATE_RANGE_NOT_ELIGIBLE"
						: rangeOf(request.matched / request.records),
			},
		},
	};
}

function rangeOf(rate: number): string {
	const percent = Math.floor(rate * 100);
	if (percent < 20) return "MATCH_RATE_RANGE_LESS_THAN_20";
	if (percent < 31) return "MATCH_RATE_RANGE_20_TO_30";
	const upper = Math.min(100, Math.ceil(percent / 10) * 10);
	return `MATCH_RATE_RANGE_${upper - 9}_TO_${upper}`;
}

export function writePageToken(start: number, filter: string | null): string {
	return Buffer.from(JSON.stringify([start, filter])).toString("base64url");
}

export function readPageToken(token: string): [number, string | null] {
	try {
		const [start, filter] = JSON.parse(Buffer.from(token, "base64url").toString());
		return [Number(start), filter];
	} catch {
		return [0, "unreadable"];
	}
}
