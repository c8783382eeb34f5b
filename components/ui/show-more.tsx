import { Button } from "./button";

/** Fetches the next page of a long list; nothing where that was the last. */
export function ShowMore({
	list,
	children = "Show more",
}: {
	list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
	children?: string;
}) {
	if (!list.hasNextPage) return null;
	return (
		<div className="flex justify-center">
			<Button variant="outline" isPending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
				{children}
			</Button>
		</div>
	);
}
