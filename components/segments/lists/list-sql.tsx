"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forgetLists, refreshList, updateList } from "@/components/segments/lists/api";
import { SelectField } from "@/components/segments/lists/select-field";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import type { StoredList } from "@/lib/lists/contracts";

const rhythms = new Map([
	[60, "every hour"],
	[360, "every 6 hours"],
	[1_440, "every day"],
	[10_080, "every week"],
]);

/** The SELECT that maintains a list, and how often it runs. Only admins change it. */
export function ListSql({ list }: { list: StoredList }) {
	const maySql = useCan("selects.write");
	const client = useQueryClient();
	const [sql, setSql] = useState(list.sql ?? "");
	const [minutes, setMinutes] = useState(list.refreshEveryMinutes ?? 1_440);
	const isChanged = sql !== list.sql || minutes !== list.refreshEveryMinutes;
	const save = useMutation({
		mutationFn: async () => {
			if (isChanged) await updateList(list.id, { sql, refreshEveryMinutes: minutes });
			return refreshList(list.id);
		},
		onSettled: () => forgetLists(client),
	});
	const label = rhythms.get(minutes) ?? `every ${minutes} minutes`;
	if (!maySql) {
		return (
			<Card className="grid gap-2 p-4 sm:p-5">
				<pre className="whitespace-pre-wrap break-words font-mono text-sm">{list.sql}</pre>
				<p className="text-muted-foreground text-sm">Refreshed {label}. Admins can change it.</p>
			</Card>
		);
	}
	return (
		<Card className="grid gap-4 p-4 sm:p-5">
			<SelectField value={sql} onChange={setSql} />
			<Field label="Refreshed" className="max-w-60">
				<Choice
					value={String(minutes)}
					onChange={(value) => setMinutes(Number(value))}
					options={[...new Map([[minutes, label], ...rhythms])].map(([value, text]) => ({
						value: String(value),
						label: text,
					}))}
				/>
			</Field>
			{save.error && <ErrorNotice title="The SELECT did not run" error={save.error} />}
			<div>
				<Button isPending={save.isPending} onClick={() => save.mutate()}>
					{isChanged ? "Save and run" : "Run now"}
				</Button>
			</div>
		</Card>
	);
}
