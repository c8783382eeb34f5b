/** The lists that what needs attention is found in: as Home shows it and as members are emailed it. */
export const attentionLists = {
	segments: { state: "active", sort: "updated", limit: 200 },
	traits: { state: "active", limit: 200 },
	imports: { limit: 20 },
	launches: { status: "scheduled", archived: "false", limit: 200 },
} as const;
