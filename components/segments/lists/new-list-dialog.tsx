"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { createList, forgetLists } from "@/components/segments/lists/api";
import { SelectField } from "@/components/segments/lists/select-field";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Names a list; one of a SELECT is given that too. A file is chosen on the list's own page. */
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
		<Dialog open onOpenChange={(open) => !open && onClose()}>
			<DialogContent className={kind === "sql" ? "max-w-2xl" : "max-w-md"}>
				<DialogHeader>
					<DialogTitle>{kind === "sql" ? "New list from SQL" : "New list from a file"}</DialogTitle>
					<DialogDescription>
						{kind === "sql"
							? "The people a SELECT returns, updated every day."
							: "Next, choose the file and the column that identifies people."}
					</DialogDescription>
				</DialogHeader>
				<form
					className="grid gap-4"
					onSubmit={(event) => {
						event.preventDefault();
						create.mutate();
					}}
				>
					<Field label="Name">
						<Input value={name} maxLength={120} autoFocus onChange={(event) => setName(event.target.value)} />
					</Field>
					{kind === "sql" && <SelectField value={sql} onChange={setSql} />}
					{create.error && <ErrorNotice title="The list was not created" error={create.error} />}
					<DialogFooter>
						<Button variant="outline" onClick={onClose}>
							Cancel
						</Button>
						<Button type="submit" isPending={create.isPending} disabled={name.trim() === ""}>
							Create list
						</Button>
					</DialogFooter>
				</form>
			</DialogContent>
		</Dialog>
	);
}
