/** The browser storage key under which a draft is kept until it is saved. */
export const draftKeys = {
	segment: ({ id }: { id: string }) => `muster:draft:${id}`,
	/** `given` is what the segment was started with, if anything. */
	newSegment: (workspace: string, given: string) =>
		`muster:draft:${workspace}:new-segment${given === "" ? "" : `:${given}`}`,
	trait: ({ id }: { id: string }) => `muster:draft:${id}`,
	newTrait: (workspace: string, kind: string) => `muster:draft:${workspace}:new-trait:${kind}`,
	campaign: ({ id }: { id: string }) => `muster:draft:${id}`,
	/** `segment` is the one the campaign was started with, if any. */
	newCampaign: (workspace: string, segment: string) => `muster:draft:${workspace}:new-campaign:${segment}`,
};
