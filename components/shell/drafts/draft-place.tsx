/** Where a draft is until it is saved. */
export function DraftPlace({ draft }: { draft: { isChanged: boolean; isKept: boolean } }) {
	if (!draft.isChanged) return null;
	return (
		<span className="text-muted-foreground text-xs">
			{draft.isKept ? "Not saved; kept in this browser" : "Not saved, and this browser keeps no drafts"}
		</span>
	);
}
