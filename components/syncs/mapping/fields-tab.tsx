"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { destinationsQueries } from "@/components/destinations/api";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useUpdateSync } from "@/components/syncs/api";
import { CurrencyQuestion, useCurrencyQuestion } from "@/components/syncs/mapping/currency-question";
import { MappingEditor } from "@/components/syncs/mapping/mapping-editor";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";
import type { Mapping } from "@/lib/syncs/mapping/contracts";

/** The fields that a sync sends, to look at and to change, with the request for a person. */
export function FieldsTab({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const networks = useQuery(destinationsQueries.networks());
	const update = useUpdateSync();
	const [draft, setDraft] = useState<Mapping | null>(null);
	/** The fields as they were when someone began to change them. */
	const [before, setBefore] = useState(sync.mapping);
	const currency = useCurrencyQuestion();
	const network = networks.data?.items.find((one) => one.slug === sync.destination.network);
	const ability = network?.mapping;
	if (!networks.data) return null;
	const mapping = draft ?? sync.mapping;
	const isChanged = draft !== null && JSON.stringify(draft) !== JSON.stringify(sync.mapping);
	const change = (next: Mapping | null) => {
		if (draft === null) setBefore(sync.mapping);
		setDraft(next);
		currency.forget();
	};
	const save = () => {
		update
			.mutateAsync({
				params: { syncId: sync.id },
				body: { mapping, before: { mapping: before }, ...currency.answer },
			})
			.then(() => {
				change(null);
				toast.success("The fields were changed. The next run sends them for everyone.");
			})
			.catch((error: unknown) => {
				if (!currency.asks(error)) showError("The fields were not changed", error);
			});
	};
	return (
		<Card>
			<CardContent className="grid min-w-0 gap-4 p-4">
				<p className="text-muted-foreground text-sm">
					{ability
						? "Sent with each person, beside their identifiers. A value that changes is sent with the next run. A field you remove is no longer sent; values the destination already has stay there."
						: `${sync.destination.networkName} accepts identifiers only.`}
				</p>
				<fieldset disabled={!mayWrite || update.isPending} className="min-w-0">
					<MappingEditor
						ability={ability ?? { fields: [], takesOthers: false, maxFields: 0 }}
						fieldsOf={
							network?.listsFields
								? { destinationId: sync.destination.id, name: sync.destination.name }
								: null
						}
						mapping={mapping}
						onChange={change}
						sampleOf={{ syncId: sync.id }}
					/>
				</fieldset>
				{isChanged && <CurrencyQuestion currency={currency} />}
				{isChanged && (
					<div className="flex flex-wrap justify-end gap-2 border-border border-t pt-4">
						<Button variant="outline" onClick={() => change(null)}>
							Discard
						</Button>
						<Button shortcut="save" disabled={currency.isOpen} isPending={update.isPending} onClick={save}>
							Save fields
						</Button>
					</div>
				)}
			</CardContent>
		</Card>
	);
}
