import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import {
	readBatch,
	readCreateList,
	readFoundLists,
	readListSize,
	readRequestStatus,
	testAccess,
} from "@/lib/destinations/catalog/google/read-outcome";
import {
	buildBatch,
	buildCreateList,
	buildFindList,
	buildListSize,
	buildRequestStatus,
	membershipDays,
} from "@/lib/destinations/catalog/google/to-requests";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { hashGoogleEmail, hashGooglePhone } from "@/lib/identity/normalize-google";

const minutes = 60_000;
const hours = 60 * minutes;
const days = 24 * hours;

const accountNumber = {
	source: "^\\d{3}-?\\d{3}-?\\d{4}$",
	message: "must be ten digits, like 123-456-7890",
};
const keptMs = (connection: Connection): number => membershipDays(connection) * days;

/**
 * Google Customer Match through the Data Manager API. Google wants to know of each person whether they consent to
 * their data being used for ads (ad_user_data) and to personalized ads (ad_personalization). Muster has one consent
 * for both, "advertising": everyone who is sent has given it, and is sent as having granted both.
 */
export const googleDefinition: DestinationDefinition = {
	slug: "google",
	name: "Google Customer Match",
	summary: "Show ads on Google Search, YouTube and Gmail to exactly these people, or keep ads from them.",
	category: "Advertising",
	shape: "audience",
	purposes: ["advertising"],
	fields: [
		{
			name: "customerId",
			label: "Google Ads customer ID",
			help: "Ten digits at the top right in Google Ads. By connecting it you confirm Google's Customer Match terms. People are sent only with consent to advertising, which Google is told as consent to ad user data and to ad personalization.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "123-456-7890",
			pattern: accountNumber,
		},
		{
			name: "loginCustomerId",
			label: "Manager account ID",
			help: "Only if the Google user has access through a manager account.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			placeholder: "123-456-7890",
			pattern: accountNumber,
		},
		{
			name: "accessToken",
			label: "Access token",
			help: "With the scope https://www.googleapis.com/auth/datamanager, of a user with standard access to the account.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,3000}$", message: "must be one long word without spaces" },
		},
		{
			name: "membershipDays",
			label: "Keep people for (days)",
			help: "Google drops people after this time unless they are sent again; Muster does that in time. At most 540. It cannot be changed later.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isFixed: true,
			initial: "540",
			pattern: {
				source: "^(?:[1-9]|[1-9]\\d|[1-4]\\d\\d|5[0-3]\\d|540)$",
				message: "must be a whole number of days from 1 to 540",
			},
		},
		{
			name: "defaultCountry",
			label: "Country of phone numbers without a country code",
			help: "Two letters, such as US. Without it, such numbers are not sent.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			placeholder: "US",
			pattern: { source: "^[A-Za-z]{2}$", message: "must be a two-letter country code" },
		},
		{
			name: "quotaProject",
			label: "Google Cloud project",
			help: "Only if Google asks for a quota project: the ID of the project to count requests for.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			pattern: {
				source: "^[a-z0-9][a-z0-9.:-]{2,60}$",
				message: "must be a project ID, like my-project-123",
			},
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://datamanager.googleapis.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, Google may still accept it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "15",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	identifierKinds: [
		{
			kind: "email",
			column: "emailAddress",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw) => hashGoogleEmail(raw) || null,
			keptMs,
		},
		{
			kind: "phone",
			column: "phoneNumber",
			label: "Phone",
			origin: { from: "vault", field: "phone" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw, connection) =>
				hashGooglePhone(raw, connection.settings.defaultCountry ?? "") || null,
			keptMs,
		},
	],
	limits: {
		rowsPerRequest: 10_000,
		// As Google's own client.
		timeoutMs: 120_000,
		// Until it is accepted; how long it is processed then is `appliesWithinMs`.
		settleMs: (connection) => Number(connection.settings.settleMinutes || 15) * minutes,
		// "This may take up to 24 hours": developers.google.com/data-manager/api/devguides/diagnostics.
		appliesWithinMs: days,
		refusedRetryMs: days,
		smallestAudience: 100,
	},
	// 300 requests a minute and 100 000 a day for each Cloud project (Data Manager API, limits page); half of the
	// minute's, because other accounts may use the project too.
	rate: { requests: 150, perMs: 60_000, concurrency: 4 },
	test: testAccess,
	prepareAudience: findOrCreate({
		name: "Google Ads",
		buildFind: buildFindList,
		readFind: readFoundLists,
		buildCreate: buildCreateList,
		readCreate: readCreateList,
	}),
	deliver: oneRequest(buildBatch, readBatch),
	readSize: oneRequest(buildListSize, readListSize),
	receipts: {
		// Google's guide: the first look after 30 minutes, and an end within 24 hours.
		afterMs: 30 * minutes,
		everyMs: hours,
		deadlineMs: 2 * days,
		read: oneRequest(buildRequestStatus, readRequestStatus),
	},
	// Google answers without rate headers: 300 requests a minute for a Cloud project, then 429.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { customerId: "100-200-3001", baseUrl: `${sandboxUrl}/google` },
		credentials: { accessToken: "sandbox-google-token" },
	}),
};
