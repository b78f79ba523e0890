/** The guideline that reviewers of `bird-strike-inspection` see, in Markdown. Shares are those of the older 70% of the reports. */
export const birdStrikeGuideline = `# Does this aircraft need an engineer?

A crew or a ground worker has reported a strike with a bird, a bat or another animal. Decide from the report alone whether an
engineer must inspect the aircraft **before its next flight**, or whether the crew's walk-around is enough.

- **Inspect**: an engineer looks at the struck parts before the next flight. Choose it where the chance of damage of any kind is
  one in six or more.
- **No inspection**: the walk-around and the ordinary checks are enough. Choose it where the chance is smaller, going by everything
  that the report says.

A missed damage costs as much as five needless looks; that is where the one in six comes from. When you hesitate, answer
**Inspect**. Skip an item (\`s\`) only if you cannot read it.

## What to look at, most telling first

1. **Size of the animal.** 44% of strikes with a large animal left damage, 11% with a medium one, 4% with a small one. Nothing
   else in the report says as much.
2. **Phase of flight.** In climb and descent the aircraft is fast: with a medium bird 17% and 23% were damaged, against 7% in the
   landing roll. A large animal does damage in every phase.
3. **Species, where it is named.** Deer (three in five), geese (half), vultures and herring gulls do damage. Swallows, larks and
   robins hardly ever do. Pigeons and starlings come in flocks: expect more of them than of another small bird.
4. **Aircraft and operator.** Business and private aircraft (one in four) and small turboprops such as the Beech 1900 are damaged
   more often than the size of the bird suggests.
5. **Speed.** The energy of a strike grows with the square of the speed: above 250 knots even a medium bird is serious. No speed
   given says nothing; do not guess one.
6. **Month.** From November to March 18% of the reports record damage, in the other months 8%.

## Rules

- Large animal: **Inspect**, whatever else the report says.
- Medium bird in climb or descent, or above 250 knots: **Inspect**.
- Goose, duck, gull, hawk, vulture or deer: **Inspect**, even if the size is given as small.
- Small bird and an airliner on approach, landing or take-off, none of the above: **No inspection**.
- Medium bird on approach at an ordinary speed: the hard middle. Weigh aircraft and month, and write a note that says what tipped it.

## What not to use

Do not look the flight up. What an inspection found, what a repair cost, whether the aircraft was out of service: none of it was
known when the report came in, and an answer that uses it cannot be compared with the model's.

## Examples

- *Boeing 737-300, climb, 210 knots, medium unknown bird, January*: **Inspect**. Fast, medium, winter.
- *MD-80, approach, 140 knots, small unknown bird, August*: **No inspection**.
- *Beech 1900, take-off run, 100 knots, rock pigeon, dusk*: **Inspect**. A turboprop, and pigeons come in flocks.
- *Fokker F100, landing roll, barn swallow*: **No inspection**.

This is a demonstration on historical reports. In service the aircraft's maintenance manual decides, and many manuals ask for a
look after every strike.
`;
