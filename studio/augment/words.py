"""Word lists: what carries grammar, numbers, denial or a name rather than a meaning to vary."""

from __future__ import annotations

from collections.abc import Callable

Source = Callable[[str], list[str]]  # a lower-case word -> its synonyms, never itself

STOP_WORDS = frozenset(
    """a about above across actually after afterwards again against ago ahead all almost alone along
    already also although always am amid among an and another any anybody anyhow anyone anything
    anyway anywhere apart are around as aside ask at away back be became because become becomes
    becoming been before beforehand behind being below beneath beside besides best better between
    beyond both but by came can cannot come comes coming could dear did do does doing done down due
    during each either else elsewhere enough even ever every everybody everyone everything
    everywhere except few fewer for forth from further gave get gets getting give given gives
    giving go goes going gone got gotten had half has have having he hello hence her here hers
    herself hi him himself his how home however i if in indeed inside instead into is it its itself just
    keep keeps kept last least less lest let lets like likewise little lot lots made make makes
    making many may maybe me mere might mine more moreover most mostly much must my myself near
    nearby neither never nevertheless next no nobody none nor not nothing now nowhere of off often
    oh ok okay on once only onto or other others otherwise ought our ours ourselves out outside over
    own past per perhaps please put puts putting quite rather really said same say saying says
    seldom self set shall she should since so some somebody somehow someone something sometime
    sometimes somewhat somewhere soon still such sure take taken takes taking than thank thanks that
    the their theirs them themselves then thence there thereby therefore these they thing things
    this those though through throughout thus till to together too took toward towards twice under
    unless unlike until unto up upon us used usually very via want wanted wants was
    way we well went were what whatever when whenever where whereas wherever whether which while who
    whoever whole whom whose why will wish with within without would yes yet you your yours yourself
    yourselves
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million billion trillion dozen first second third fourth fifth sixth seventh eighth
    ninth tenth double triple single
    etc inc ltd plc corp mrs vs mr ms dr www http https com org net""".split()
)

# A copy that lost one of these may mean the opposite of its label.
NEGATIONS = frozenset(
    """no not never nor neither none nothing nobody nowhere without cannot cant dont doesnt didnt
    isnt arent wasnt werent wont wouldnt shouldnt couldnt hardly barely scarcely unless except but
    aint hasnt havent hadnt mustnt""".split()
)

ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st sr jr rev hon gen col capt lt sgt vs etc inc ltd co corp no nos fig
    figs vol pp ed eds al e.g i.e u.s u.k a.m p.m approx dept est jan feb mar apr jun jul aug sep
    sept oct nov dec""".split()
)

# Words that are more often a person (or a month) where they open a sentence with a capital.
GIVEN_NAMES = frozenset(
    """amber april art august basil bill bob bud carol charity chase chip chuck cliff crystal daisy
    dale dawn dean dick don drew earl eve faith fern flora forest frank gene ginger glen grace grant
    harmony hazel heath heather herb holly homer hope iris ivory ivy jack jade jasmine jay jean joy
    june lance lily mark mason max may melody mercy miles nick norm olive page pat patience pearl
    penny peter pierce ray reed rob robin rod rose ruby rusty sage sally sandy scarlet skip sonny
    stew sue summer teddy terry tony trinity victor violet wade ward warren will woody""".split()
)
