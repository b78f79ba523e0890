/** Signing in shows nothing until it is there: the general skeleton would promise another page. */
export default function Loading() {
  return null;
}
