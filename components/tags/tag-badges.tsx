import { Badge } from "@/components/ui/badge";

/** An item's tags; if there are many, the first ones and how many more. */
export function TagBadges({ tags, max = tags.length }: { tags: readonly string[]; max?: number }) {
	const left = tags.slice(max);
	return (
		<>
			{tags.slice(0, max).map((tag) => (
				<Badge key={tag} variant="outline" className="h-5 max-w-40 font-normal">
					<span className="truncate">{tag}</span>
				</Badge>
			))}
			{left.length > 0 && (
				<Badge variant="outline" className="h-5 font-normal" title={left.join(", ")}>
					+{left.length}
					<span className="sr-only"> more tags</span>
				</Badge>
			)}
		</>
	);
}
