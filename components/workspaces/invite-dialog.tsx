"use client";

import { useState } from "react";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useInviteMember } from "@/components/workspaces/api";
import { type GivenPassword, PasswordOnce } from "@/components/workspaces/password-once";
import { RoleSelect } from "@/components/workspaces/role-select";
import { type Role, roleMeaning } from "@/lib/workspaces/policy";

export function InviteDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const [role, setRole] = useState<Role>("marketer");
	const [given, setGiven] = useState<GivenPassword | null>(null);
	const invite = useInviteMember();
	const close = () => {
		invite.reset();
		onOpenChange(false);
	};
	const submit = (form: FormData) => {
		invite.mutate(
			{ body: { name: String(form.get("name")), email: String(form.get("email")), role } },
			{
				onSuccess: ({ member, oneTimePassword }) => {
					close();
					if (oneTimePassword) setGiven({ email: member.email, password: oneTimePassword });
					else toast.success(`${member.name} is now a member`, { description: "They sign in as before." });
				},
			},
		);
	};
	return (
		<>
			<FormDialog
				open={open}
				onClose={close}
				title="Invite a member"
				description="Muster sends no email for this. You get a password to hand over, shown once."
				failure={{ title: "Not invited", error: invite.error }}
				submitLabel="Invite"
				isPending={invite.isPending}
				onSubmit={submit}
			>
				<Field label="Name" error={issueOf(invite.error, "name")}>
					<Input name="name" required maxLength={100} autoComplete="off" />
				</Field>
				<Field label="Email" error={issueOf(invite.error, "email")}>
					<Input name="email" type="email" required autoComplete="off" />
				</Field>
				<Field label="Role" hint={`${roleMeaning[role]}.`}>
					<RoleSelect value={role} onChange={setRole} />
				</Field>
			</FormDialog>
			<PasswordOnce title="Their password" given={given} onDone={() => setGiven(null)} />
		</>
	);
}
