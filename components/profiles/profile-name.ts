/** What to call a person: the best known of name, email and user id; a visitor has only a number. */
export function profileName(person: {
	uid: number;
	isKnown: boolean;
	name: string | null;
	email: string | null;
	userId: string | null;
}): string {
	return (
		person.name ?? person.email ?? person.userId ?? `${person.isKnown ? "Person" : "Visitor"} ${person.uid}`
	);
}
