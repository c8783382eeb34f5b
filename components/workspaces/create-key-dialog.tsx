"use client";

import { type FormEvent, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { ErrorNotice } from "@/components/shell/error-notice";
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
import { useCreateApiKey } from "@/components/workspaces/api";
import { RoleSelect } from "@/components/workspaces/role-select";
import { SecretOnce } from "@/components/workspaces/secret-once";
import { type Role, roleMeaning } from "@/lib/workspaces/policy";

export function CreateKeyDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const [role, setRole] = useState<Role>("analyst");
	const [token, setToken] = useState<string | null>(null);
	const create = useCreateApiKey();
	const error = create.error instanceof ApiError ? create.error : null;
	const change = (next: boolean) => {
		if (!next) create.reset();
		onOpenChange(next);
	};
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		create.mutate(
			{ body: { name: String(form.get("name")), role } },
			{
				onSuccess: (made) => {
					change(false);
					setToken(made.token);
				},
			},
		);
	};
	return (
		<>
			<Dialog open={open} onOpenChange={change}>
				<DialogContent>
					<DialogHeader>
						<DialogTitle>Create an API key</DialogTitle>
						<DialogDescription>
							Name it after what will use it, so that it can be revoked later.
						</DialogDescription>
					</DialogHeader>
					<form className="grid gap-4" onSubmit={submit}>
						{error && error.issues.length === 0 && <ErrorNotice title="Not created" error={error} />}
						<Field label="Name" error={error?.issueAt("name")}>
							<Input name="name" required maxLength={100} placeholder="Nightly export" autoComplete="off" />
						</Field>
						<Field label="Role" hint={`${roleMeaning[role]}.`}>
							<RoleSelect value={role} onChange={setRole} />
						</Field>
						<DialogFooter>
							<Button variant="outline" onClick={() => change(false)}>
								Cancel
							</Button>
							<Button type="submit" isPending={create.isPending}>
								Create
							</Button>
						</DialogFooter>
					</form>
				</DialogContent>
			</Dialog>
			<SecretOnce
				secret={token}
				title="Your new API key"
				description="Send it as “Authorization: Bearer …”. It is shown only now; keep it where you keep passwords."
				label="Copy key"
				onDone={() => setToken(null)}
			/>
		</>
	);
}
