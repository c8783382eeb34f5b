import { z } from "zod";
import { badField, googleError, type Violation } from "@/lib/destinations/server/sandbox/google-error";
import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";

// From the discovery document of 2026-09-24; what it does not know is refused, as Google does.
const account = z.strictObject({
	accountType: z.enum([
		"GOOGLE_ADS",
		"DISPLAY_VIDEO_PARTNER",
		"DISPLAY_VIDEO_ADVERTISER",
		"DATA_PARTNER",
		"GOOGLE_ANALYTICS_PROPERTY",
	]),
	accountId: z.string(),
});
const consent = z.strictObject({
	adUserData: z.enum(["CONSENT_GRANTED", "CONSENT_DENIED"]),
	adPersonalization: z.enum(["CONSENT_GRANTED", "CONSENT_DENIED"]),
});
const identifier = z.strictObject({
	emailAddress: z.string().optional(),
	phoneNumber: z.string().optional(),
	address: z
		.strictObject({
			givenName: z.string(),
			familyName: z.string(),
			regionCode: z.string(),
			postalCode: z.string(),
		})
		.optional(),
});
const otherData = z.record(z.string(), z.unknown()).optional();
const member = {
	destinationReferences: z.array(z.string()).optional(),
	userData: z.strictObject({ userIdentifiers: z.array(identifier) }).optional(),
	mobileData: otherData,
	pairData: otherData,
	userIdData: otherData,
	ppidData: otherData,
	compositeData: otherData,
	googleUserIdData: otherData,
	partnerProvidedIdData: otherData,
};
const upload = {
	destinations: z.array(
		z.strictObject({
			reference: z.string().optional(),
			operatingAccount: account,
			loginAccount: account.optional(),
			productDestinationId: z.string(),
		}),
	),
	encoding: z.enum(["HEX", "BASE64"]).optional(),
	validateOnly: z.boolean().optional(),
};

/** audienceMembers:ingest. */
export const ingestBody = z.strictObject({
	...upload,
	audienceMembers: z.array(z.strictObject({ ...member, consent: consent.optional() })),
	consent: consent.optional(),
	termsOfService: z
		.strictObject({ customerMatchTermsOfServiceStatus: z.enum(["ACCEPTED", "REJECTED"]) })
		.optional(),
});
/** audienceMembers:remove: neither consent nor terms. A member has the field for consent, which makes no sense here. */
export const removeBody = z.strictObject({ ...upload, audienceMembers: z.array(z.strictObject(member)) });
export type Upload = z.output<typeof ingestBody>;

export const createBody = z.strictObject({
	displayName: z.string().min(1).max(200),
	description: z.string().max(1_000).default(""),
	integrationCode: z.string().max(200).default(""),
	membershipStatus: z.enum(["OPEN", "CLOSED"]).optional(),
	membershipDuration: z
		.string()
		.regex(/^\d+s$/)
		.default(`${540 * 86_400}s`),
	ingestedUserListInfo: z.strictObject({
		uploadKeyTypes: z.array(z.enum(["CONTACT_ID", "MOBILE_ID", "USER_ID", "PAIR_ID"])).length(1),
		contactIdInfo: z
			.strictObject({
				dataSourceType: z.enum([
					"DATA_SOURCE_TYPE_FIRST_PARTY",
					"DATA_SOURCE_TYPE_THIRD_PARTY_CREDIT_BUREAU",
					"DATA_SOURCE_TYPE_THIRD_PARTY_VOTER_FILE",
				]),
			})
			.optional(),
	}),
});

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A body that has the wrong shape, or null. */
export function shapeProblem(error: z.ZodError): SandboxAnswer {
	const [issue] = error.issues;
	const field = (issue?.path ?? [])
		.map((part) => (typeof part === "number" ? `[${part}]` : `.${snake(String(part))}`))
		.join("")
		.replace(/^\./, "");
	return badField(field, "INVALID_FORMAT", `Invalid JSON payload received: ${issue?.message ?? "no body"}`);
}

const memberPath = (index: number): string => `audience_members.audience_members[${index}]`;

export type CheckedMember = { keys: string[]; isDenied: boolean };

/**
 * The members of an upload, each checked; or Google's refusal, which names every bad one and applies none. Where Google
 * would take someone without a word about consent and count them as unknown later, this refuses at once.
 */
export function readMembers(
	body: Upload,
	{
		isAdd,
		refusedValues,
		namesRows,
	}: { isAdd: boolean; refusedValues: readonly string[]; namesRows: boolean },
): CheckedMember[] | SandboxAnswer {
	const { audienceMembers, encoding } = body;
	if (audienceMembers.length === 0) {
		return badField("audience_members", "REQUIRED_FIELD_MISSING", "Required field is missing.");
	}
	if (audienceMembers.length > 10_000) {
		const description = "Maximum number of audience members allowed per request is 10,000.";
		return badField("audience_members", "TOO_MANY_AUDIENCE_MEMBERS", description);
	}
	const types = new Set(
		audienceMembers.flatMap((one) => Object.keys(one).filter((name) => name.endsWith("Data"))),
	);
	if (types.size > 1) {
		const description = "Multiple data types are not allowed to be ingested in a single request.";
		return badField("audience_members", "MULTIPLE_DATA_TYPES_NOT_ALLOWED", description);
	}
	if (encoding === undefined) {
		return badField("encoding", "REQUIRED_FIELD_MISSING", "Required field is missing.");
	}
	const violations: Violation[] = [];
	const members = audienceMembers.map((one, index): CheckedMember => {
		const path = memberPath(index);
		const said = one.consent ?? body.consent;
		if (isAdd && !said) {
			violations.push({
				field: `${path}.consent`,
				reason: "REQUIRED_FIELD_MISSING",
				description: "Required field is missing.",
			});
		}
		const identifiers = one.userData?.userIdentifiers ?? [];
		if (identifiers.length === 0 || identifiers.length > 10) {
			const reason = identifiers.length === 0 ? "INVALID_AUDIENCE_MEMBER" : "TOO_MANY_USER_IDENTIFIERS";
			violations.push({ field: path, reason, description: "This audience member is not valid." });
		}
		const keys = identifiers.flatMap((entry, position) => {
			const [first, ...more] = Object.entries(entry);
			const reason =
				!first || more.length > 0 ? "INVALID_FORMAT" : hashProblem(first[1], encoding, refusedValues);
			if (reason === null && first) return [`${first[0]}:${String(first[1])}`];
			const field = `${path}.user_data.user_identifiers[${position}]`;
			violations.push({ field, reason: reason ?? "INVALID_FORMAT", description: "The value is malformed." });
			return [];
		});
		return {
			keys,
			isDenied: said?.adUserData === "CONSENT_DENIED" || said?.adPersonalization === "CONSENT_DENIED",
		};
	});
	if (violations.length === 0) return members;
	return googleError("INVALID_ARGUMENT", "There was a problem with the request.", {
		violations: namesRows
			? violations
			: [{ field: "", reason: "INVALID_ARGUMENT", description: "There was a problem with the request." }],
	});
}

function hashProblem(value: unknown, encoding: string, refusedValues: readonly string[]): string | null {
	// An address is an object of hashed and plain parts, which Muster does not send.
	if (typeof value !== "string" || encoding !== "HEX") return "INVALID_FORMAT";
	if (!/^(?:[0-9a-f]{2})+$/i.test(value) || refusedValues.includes(value)) return "INVALID_HEX_ENCODING";
	return /^[0-9a-f]{64}$/i.test(value) ? null : "INVALID_SHA256_FORMAT";
}
