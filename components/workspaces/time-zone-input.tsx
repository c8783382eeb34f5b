"use client";

import { useEffect, useId, useState } from "react";
import { Input } from "@/components/ui/input";

/** A time zone by its name, with the browser's own list as suggestions. */
export function TimeZoneInput({
	value,
	onChange,
	...props
}: {
	id?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
	value: string;
	onChange: (zone: string) => void;
	disabled?: boolean;
}) {
	const listId = useId();
	// After hydration: the server's list of zones may differ from the browser's.
	const [zones, setZones] = useState<string[]>([]);
	useEffect(() => setZones(["UTC", ...Intl.supportedValuesOf("timeZone")]), []);
	return (
		<>
			<Input
				{...props}
				list={listId}
				value={value}
				required
				autoComplete="off"
				onChange={(event) => onChange(event.target.value)}
			/>
			<datalist id={listId}>
				{zones.map((zone) => (
					<option key={zone} value={zone} />
				))}
			</datalist>
		</>
	);
}
