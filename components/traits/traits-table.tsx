"use client";

import { useQuery } from "@tanstack/react-query";
import { Calculator } from "lucide-react";
import type { DataColumn } from "@/components/data-table/data-column";
import { type DataFilter, DataTable } from "@/components/data-table/data-table";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { traitsQueries } from "@/components/traits/api";
import { NewTraitButton } from "@/components/traits/new-trait-button";
import { kindLooks, stateWords, typeWords } from "@/components/traits/trait-words";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { pluralText } from "@/lib/kernel/number-text";
import { type TraitSummary, traitStates } from "@/lib/traits/contracts";
import { traitKinds } from "@/lib/traits/definition";

const columns: DataColumn<TraitSummary>[] = [
	{
		id: "name",
		header: "Name",
		sortValue: ({ name }) => name.toLowerCase(),
		cell: ({ name, says }) => (
			<span className="block min-w-0">
				<span className="block break-words sm:truncate">{name}</span>
				<span className="block truncate font-normal text-muted-foreground text-xs">{says}</span>
			</span>
		),
	},
	{
		id: "kind",
		header: "Kind",
		sortValue: ({ kind }) => traitKinds.indexOf(kind),
		cell: ({ kind }) => {
			const { icon: Icon, label } = kindLooks[kind];
			return (
				<span className="inline-flex items-center gap-1.5 whitespace-nowrap">
					<Icon aria-hidden="true" className="size-3.5 text-muted-foreground" />
					{label}
				</span>
			);
		},
	},
	{
		id: "type",
		header: "Value",
		hideBelow: "lg",
		sortValue: ({ valueType }) => typeWords[valueType],
		cell: ({ valueType }) => <Badge variant="outline">{typeWords[valueType]}</Badge>,
	},
	{
		id: "people",
		header: "People",
		align: "right",
		hideBelow: "sm",
		sortValue: ({ people }) => people,
		cell: ({ people }) =>
			people === null ? <span className="text-muted-foreground">not yet</span> : formatCount(people),
	},
	{
		id: "used",
		header: "Used in",
		hideBelow: "md",
		sortValue: ({ usedIn }) => usedIn.length,
		cell: ({ usedIn }) =>
			usedIn.length === 0 ? (
				<span className="text-muted-foreground">nothing</span>
			) : (
				<span title={usedIn.map(({ name }) => name).join(", ")}>{pluralText(usedIn.length, "place")}</span>
			),
	},
	{
		id: "fresh",
		header: "Computed",
		hideBelow: "md",
		sortValue: ({ asOf }) => asOf ?? "",
		cell: ({ asOf }) => asOf && <AsOf at={asOf} className="text-muted-foreground" />,
	},
	{
		id: "state",
		header: "State",
		sortValue: ({ state }) => traitStates.indexOf(state),
		cell: ({ state }) => <StatusBadge tone={stateWords[state].tone}>{stateWords[state].label}</StatusBadge>,
	},
];

const filters: DataFilter<TraitSummary>[] = [
	{
		id: "kind",
		label: "Kind",
		options: traitKinds.map((kind) => ({ value: kind, label: kindLooks[kind].label })),
		matches: ({ kind }, wanted) => kind === wanted,
	},
	{
		id: "type",
		label: "Value",
		options: Object.entries(typeWords).map(([value, label]) => ({ value, label })),
		matches: ({ valueType }, wanted) => valueType === wanted,
	},
	{
		id: "state",
		label: "State",
		options: traitStates.map((state) => ({ value: state, label: stateWords[state].label })),
		matches: ({ state }, wanted) => state === wanted,
	},
];

/** All computed traits of the workspace. */
export function TraitsTable() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("traits.write");
	const list = useQuery(traitsQueries.list());
	return (
		<DataTable
			caption="Computed traits"
			rows={list.data?.items}
			columns={columns}
			rowKey={({ id }) => id}
			rowHref={({ id }) => `/${slug}/traits/${id}`}
			searchText={({ name, description, says }) => `${name} ${description} ${says}`}
			filters={filters}
			defaultSort="name"
			error={list.error}
			onRetry={list.refetch}
			empty={
				<EmptyState
					icon={Calculator}
					title="No computed traits yet"
					description="A computed trait is calculated from each person's events and traits, such as “total of their orders in 90 days” or “lifecycle stage”. It is kept fresh, stands on every profile, and segments can ask for it."
					action={mayWrite && <NewTraitButton />}
				/>
			}
		/>
	);
}
