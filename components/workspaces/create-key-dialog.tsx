"use client";

import { useState } from "react";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { SecretOnce } from "@/components/ui/dialogs/secret-once";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useCreateApiKey } from "@/components/workspaces/api";
import { RoleSelect } from "@/components/workspaces/role-select";
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
	const close = () => {
		create.reset();
		onOpenChange(false);
	};
	const submit = (form: FormData) => {
		create.mutate(
			{ body: { name: String(form.get("name")), role } },
			{
				onSuccess: (made) => {
					close();
					setToken(made.token);
				},
			},
		);
	};
	return (
		<>
			<FormDialog
				open={open}
				onClose={close}
				title="Create an API key"
				description="Name it after what will use it, so that it can be revoked later."
				failure={{ title: "Not created", error: create.error }}
				submitLabel="Create"
				isPending={create.isPending}
				onSubmit={submit}
			>
				<Field label="Name" error={issueOf(create.error, "name")}>
					<Input name="name" required maxLength={100} placeholder="Nightly export" autoComplete="off" />
				</Field>
				<Field label="Role" hint={`${roleMeaning[role]}.`}>
					<RoleSelect value={role} onChange={setRole} />
				</Field>
			</FormDialog>
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
