"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export type ListView = {
	q: string;
	sort: string | null;
	isDescending: boolean;
	filters: Record<string, string>;
};

/** Search, sort and filters of a list, kept in the URL: a view can be shared and survives a reload. */
export function useListView(filterIds: readonly string[]): [ListView, (change: Partial<ListView>) => void] {
	const search = useSearchParams();
	const pathname = usePathname();
	const ids = filterIds.join(",");
	const view = useMemo<ListView>(() => {
		const sort = search.get("sort");
		const filters: Record<string, string> = {};
		for (const id of ids.split(",").filter(Boolean)) {
			const value = search.get(id);
			if (value) filters[id] = value;
		}
		return {
			q: search.get("q") ?? "",
			sort: sort?.replace(/^-/, "") ?? null,
			isDescending: sort?.startsWith("-") ?? false,
			filters,
		};
	}, [search, ids]);
	const update = useCallback(
		(change: Partial<ListView>) => {
			const next = { ...view, ...change };
			// Read from the window: two changes in one tick must not lose each other.
			const address = new URLSearchParams(window.location.search);
			const set = (key: string, value: string | null) =>
				value ? address.set(key, value) : address.delete(key);
			set("q", next.q);
			set("sort", next.sort ? `${next.isDescending ? "-" : ""}${next.sort}` : null);
			for (const id of ids.split(",").filter(Boolean)) set(id, next.filters[id] ?? null);
			const text = address.toString();
			window.history.replaceState(null, "", text ? `${pathname}?${text}` : pathname);
		},
		[view, pathname, ids],
	);
	return [view, update];
}
