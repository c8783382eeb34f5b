import { Button } from "./button";

/** Fetches the next page of a long list; hidden after the last. */
export function ShowMore({
	list,
	size = "default",
	align = "center",
	children = "Show more",
}: {
	list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
	size?: "sm" | "default";
	align?: "start" | "center";
	children?: string;
}) {
	if (!list.hasNextPage) return null;
	return (
		<Button
			variant="outline"
			size={size}
			className={align === "center" ? "mx-auto flex w-fit" : "flex w-fit"}
			isPending={list.isFetchingNextPage}
			onClick={() => void list.fetchNextPage()}
		>
			{children}
		</Button>
	);
}
