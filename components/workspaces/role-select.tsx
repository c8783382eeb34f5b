"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { isRole, type Role, roleMeaning, roles } from "@/lib/workspaces/policy";

const names: Record<Role, string> = {
	admin: "Admin",
	marketer: "Marketer",
	analyst: "Analyst",
	viewer: "Viewer",
};

export const roleName = (role: Role): string => names[role];

export function RoleSelect({
	value,
	onChange,
	label,
	className,
	...props
}: {
	id?: string;
	"aria-describedby"?: string;
	value: Role;
	onChange: (role: Role) => void;
	/** For screen readers where there is no visible label beside it. */
	label?: string;
	disabled?: boolean;
	className?: string;
}) {
	return (
		<Select value={value} onValueChange={(next) => isRole(next) && onChange(next)}>
			<SelectTrigger aria-label={label} className={className} {...props}>
				<SelectValue>{names[value]}</SelectValue>
			</SelectTrigger>
			<SelectContent className="max-w-80">
				{roles.map((role) => (
					<SelectItem key={role} value={role} textValue={names[role]}>
						<span className="grid py-0.5">
							<span className="font-medium">{names[role]}</span>
							<span className="text-muted-foreground text-xs">{roleMeaning[role]}</span>
						</span>
					</SelectItem>
				))}
			</SelectContent>
		</Select>
	);
}
