/** Answers of the server as its contracts have them, with what a test wants to differ. */

export const segmentId = "seg_0000000000abcdefghjkmnpqrs";

export const segment = {
	id: segmentId,
	name: "Loyal customers",
	description: "",
	ownerId: "usr_1",
	ownerName: "Ada",
	state: "live",
	staleReason: null,
	nextTryAt: null,
	isRefreshing: false,
	version: 1,
	servedVersion: 1,
	size: 1200,
	knownSize: 1000,
	asOf: "2026-11-22T09:00:00.000Z",
	refreshEveryMinutes: 60,
	createdAt: "2026-11-01T09:00:00.000Z",
	updatedAt: "2026-11-01T09:00:00.000Z",
};

export const destination = {
	id: "dst_1",
	network: "meta",
	networkName: "Meta",
	name: "Our Meta account",
	status: "connected",
	checkedAt: null,
	checkError: null,
	settings: {},
	storedSecrets: [],
	isSandbox: true,
	syncCount: 0,
	createdAt: "2026-11-01T09:00:00.000Z",
};

export const network = {
	slug: "meta",
	name: "Meta",
	summary: "Custom audiences",
	category: "ads",
	purpose: "advertising",
	fields: [],
	identifierKinds: [
		{ kind: "email", column: "EMAIL", label: "E-mail", sentAs: "hashed" },
		{ kind: "phone", column: "PHONE", label: "Phone", sentAs: "hashed" },
	],
	sandboxValues: null,
};
