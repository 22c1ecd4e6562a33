import sys; sys.path.insert(0,'/work/main/tests/runtime')
from test_mil_compression import *
def test_x(uncompressed, forget):
    m=pruned(jointly_linear)(uncompressed("iOS18"))
    p=open_spec(m.get_spec().SerializeToString(), m.weights_dir)
    h=HeldWeights(p,p.model.functions["main"])
    out=[]
    for o in p.model.functions["main"].block.operations:
        if o.op_type.startswith("constexpr"):
            out.append((o.op_type,o.outputs,{k:(v[0] if isinstance(v[0],str) else v[0].type) for k,v in o.inputs.items()}))
    print("SIZE",Path(m.weights_dir,"weight.bin").stat().st_size)
    for x in out: print("XX",x)
    for o in p.model.functions["main"].block.operations:
        for w in h.of(o): print("YY",w)
    forget(m)
