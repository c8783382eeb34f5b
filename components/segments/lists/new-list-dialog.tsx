"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { createList, forgetLists } from "@/components/segments/lists/api";
import { SelectField } from "@/components/segments/lists/select-field";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Names a list, and for one from a SELECT, its SQL. A file is chosen on the list's own page. */
export function NewListDialog({ kind, onClose }: { kind: "file" | "sql"; onClose: () => void }) {
	const router = useRouter();
	const slug = useWorkspaceSlug();
	const client = useQueryClient();
	const [name, setName] = useState("");
	const [sql, setSql] = useState("SELECT uid FROM events WHERE event = 'Order Completed'");
	const create = useMutation({
		mutationFn: () => createList(kind === "sql" ? { kind, name, sql } : { kind, name }),
		onSuccess: async (list) => {
			await forgetLists(client);
			router.push(`/${slug}/segments/lists/${list.id}`);
		},
	});
	return (
		<FormDialog
			open
			onClose={onClose}
			title={kind === "sql" ? "New list from SQL" : "New list from a file"}
			description={
				kind === "sql"
					? "The people a SELECT returns, updated every day."
					: "Next, choose the file and the column that identifies people."
			}
			failure={{ title: "The list was not created", error: create.error }}
			submitLabel="Create list"
			isPending={create.isPending}
			isReady={name.trim() !== ""}
			className={kind === "sql" ? "max-w-2xl" : "max-w-md"}
			onSubmit={() => create.mutate()}
		>
			<Field label="Name" error={issueOf(create.error, "name")}>
				<Input value={name} maxLength={120} autoFocus onChange={(event) => setName(event.target.value)} />
			</Field>
			{kind === "sql" && <SelectField value={sql} error={issueOf(create.error, "sql")} onChange={setSql} />}
		</FormDialog>
	);
}
